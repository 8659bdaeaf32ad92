using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace EngineApi.OpenApi;

/// <summary>
/// Objects may have members that are not told, as Docker's do; a member can be null when its type says so; and descriptions name none
/// of our namespaces.
/// </summary>
internal sealed partial class OpenSchemas : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema own) return;
        own.AdditionalPropertiesAllowed = true;
        own.Description = Plain(own.Description);
        if (context.MemberInfo is PropertyInfo member && !CanBeNull(member)) own.Type &= ~JsonSchemaType.Null;
    }

    private static bool CanBeNull(PropertyInfo member) => new NullabilityInfoContext().Create(member).ReadState != NullabilityState.NotNull;

    private static string? Plain(string? text) => text is null
        ? null
        : Ours().Replace(text.Replace("EngineApi.Wire.GoTime.Zero", "`0001-01-01T00:00:00Z`", StringComparison.Ordinal), "");

    [GeneratedRegex(@"\bEngineApi\.(?:[A-Za-z]+\.)*(?=[A-Z])")]
    private static partial Regex Ours();
}
