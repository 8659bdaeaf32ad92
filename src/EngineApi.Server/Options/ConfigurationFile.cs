using System.Text.Json;

namespace EngineApi.Server.Options;

/// <summary>Reads <c>daemon.json</c> into the same values that the command line gives.</summary>
internal sealed class ConfigurationFile(IReadOnlyList<DaemonOption> options, string path)
{
    public const string DefaultPath = "/etc/engineapi/daemon.json";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <summary>The values by the name of their option. An empty file says nothing.</summary>
    /// <exception cref="OptionException">The file cannot be read, is not JSON, or has a key or value that is not accepted.</exception>
    public Dictionary<string, List<string>> Read()
    {
        var given = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        try
        {
            var text = File.ReadAllBytes(path);
            if (text.AsSpan().TrimEnd(" \r\n\t"u8).IsEmpty) return given;
            using var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Bad("a JSON object is expected");
            var unknown = new List<string>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (options.FirstOrDefault(o => o.Key.Length > 0 && o.Key == property.Name) is { } option)
                    given[option.Name] = [.. Values(option.Kind, property)];
                else if (UnsupportedOptions.HasKey(property.Name))
                    throw Bad($"the directive {property.Name} is not supported by engineapi");
                else
                    unknown.Add(property.Name);
            }
            return unknown.Count == 0
                ? given
                : throw Bad($"the following directives don't match any configuration option: {string.Join(", ", unknown)}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Bad(error is FileNotFoundException or DirectoryNotFoundException ? "no such file or directory" : error.Message, error);
        }
    }

    private OptionException Bad(string reason, Exception? inner = null) => new($"unable to configure the engine with file {path}: {reason}", inner);

    private IEnumerable<string> Values(OptionKind kind, JsonProperty property)
    {
        var value = property.Value;
        return (kind, value.ValueKind) switch
        {
            (_, JsonValueKind.Null) => [],
            (OptionKind.Flag, JsonValueKind.True) => ["true"],
            (OptionKind.Flag, JsonValueKind.False) => ["false"],
            (OptionKind.Value, JsonValueKind.String) => [value.GetString()!],
            (OptionKind.Value, JsonValueKind.Number) => [value.GetRawText()],
            (OptionKind.List, JsonValueKind.Array) => value.EnumerateArray().Select(item => Text(property, item)),
            (OptionKind.Map, JsonValueKind.Object) => value.EnumerateObject().Select(item => $"{item.Name}={Text(property, item.Value)}"),
            (OptionKind.Runtimes, JsonValueKind.Object) =>
                value.EnumerateObject().Select(item => $"{item.Name}={RuntimePath(property, item.Value)}"),
            (OptionKind.Ulimits, JsonValueKind.Object) => value.EnumerateObject().Select(item =>
                $"{item.Name}={Member(property, item.Value, "Soft", JsonValueKind.Number)}:{Member(property, item.Value, "Hard", JsonValueKind.Number)}"),
            (OptionKind.AddressPools, JsonValueKind.Array) => value.EnumerateArray().Select(item =>
                $"base={Member(property, item, "base", JsonValueKind.String)},size={Member(property, item, "size", JsonValueKind.Number)}"),
            _ => throw Bad($"the directive {property.Name} cannot be a JSON {value.ValueKind}"),
        };
    }

    private string RuntimePath(JsonProperty property, JsonElement runtime)
    {
        foreach (var member in runtime.ValueKind == JsonValueKind.Object ? runtime.EnumerateObject() : default)
        {
            if (member.Name is not ("path" or "runtimeType"))
                throw Bad($"the member {member.Name} of the directive {property.Name} is not supported by engineapi");
        }
        return Member(property, runtime, runtime.TryGetProperty("runtimeType", out _) ? "runtimeType" : "path", JsonValueKind.String);
    }

    private string Member(JsonProperty property, JsonElement item, string name, JsonValueKind kind) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var member) && member.ValueKind == kind
            ? member.ToString()
            : throw Bad($"the directive {property.Name} needs a {name} in each entry");

    private string Text(JsonProperty property, JsonElement item) =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Bad($"the directive {property.Name} takes strings only");
}
