using System.Text.RegularExpressions;
using EngineApi.Wire;

namespace EngineApi.Engine.Containers;

/// <summary>The log option <c>tag</c>: a text with placeholders such as <c>{{.Name}}</c>, as Docker's documentation of log tags lists them.</summary>
internal static partial class LogTag
{
    private const string DaemonName = "docker";

    /// <exception cref="EngineException">InvalidParameter: a placeholder that there is none of.</exception>
    public static void Check(string template) => Expand(template, "", "", "sha256:", "");

    public static string Expand(string template, ContainerSnapshot container) => Expand(
        template, container.Id, container.Name, container.Settings.ImageId, container.Settings.Config.Image);

    private static string Expand(string template, string id, string name, string imageId, string image)
    {
        var text = Placeholder().Replace(template, match => match.Groups["field"].Value switch
        {
            "ID" => HexId.Short(id),
            "FullID" => id,
            "Name" => name,
            "ImageID" => HexId.Short(imageId),
            "ImageFullID" => imageId,
            "ImageName" => image,
            "DaemonName" => DaemonName,
            var unknown => throw EngineException.InvalidParameter($"log opt 'tag': there is no placeholder .{unknown}"),
        });
        return text.Contains("{{", StringComparison.Ordinal) && Placeholder().Count(template) == 0
            ? throw EngineException.InvalidParameter($"log opt 'tag': only placeholders such as {{{{.Name}}}} are supported: {template}")
            : text;
    }

    [GeneratedRegex(@"\{\{\s*\.(?<field>\w+)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
