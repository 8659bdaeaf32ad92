using System.Text.Json;
using System.Text.Json.Nodes;

namespace EngineApi.Server.Tests.OpenApi;

/// <summary>Where a JSON value is not what a schema of the document says. A member that the schema does not tell is a mismatch, too.</summary>
internal static class SchemaMismatch
{
    public static IEnumerable<string> Find(JsonNode? value, JsonNode schema, JsonNode document, string at = "$")
    {
        var (type, nullable) = Resolve(ref schema, document);
        if (value is null) return nullable || type is null ? [] : [$"{at} is null"];
        if (type is null) return []; // anything
        return (type, value.GetValueKind()) switch
        {
            ("object", JsonValueKind.Object) => value.AsObject().SelectMany(member => Member(member, schema, document, at)),
            ("array", JsonValueKind.Array) => value.AsArray().SelectMany((item, i) => Find(item, schema["items"]!, document, $"{at}[{i}]")),
            ("string", JsonValueKind.String) => [],
            ("boolean", JsonValueKind.True or JsonValueKind.False) => [],
            ("integer", JsonValueKind.Number) when long.TryParse(value.ToJsonString(), out _) || ulong.TryParse(value.ToJsonString(), out _) => [],
            ("number", JsonValueKind.Number) => [],
            var (_, kind) => [$"{at} is {kind} instead of {type}"],
        };
    }

    private static IEnumerable<string> Member(KeyValuePair<string, JsonNode?> member, JsonNode schema, JsonNode document, string at)
    {
        var (name, path) = (member.Key, $"{at}.{member.Key}");
        if (schema["properties"]?[name] is { } told) return Find(member.Value, told, document, path);
        // "{}" says no more than that there may be others; a map says of what.
        return schema["additionalProperties"] is JsonObject { Count: > 0 } others ? Find(member.Value, others, document, path) : [$"{path} is not told"];
    }

    private static (string? Type, bool Nullable) Resolve(ref JsonNode schema, JsonNode document)
    {
        var nullable = false;
        while (true)
        {
            nullable |= (bool?)schema["nullable"] ?? false;
            if (schema["allOf"] is JsonArray { Count: 1 } extended) schema = extended[0]!;
            else if ((string?)schema["$ref"] is { } reference) schema = document["components"]!["schemas"]![reference.Split('/')[^1]]!;
            else return ((string?)schema["type"], nullable);
        }
    }
}
