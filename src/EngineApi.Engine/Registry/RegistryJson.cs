using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngineApi.Engine.Registry;

/// <summary>The JSON that registries and their token servers answer with, as far as it is read.</summary>
[JsonSourceGenerationOptions(MaxDepth = 16)]
[JsonSerializable(typeof(RegistryErrors))]
[JsonSerializable(typeof(ManifestShape))]
[JsonSerializable(typeof(RegistryTags))]
[JsonSerializable(typeof(RegistryToken))]
[JsonSerializable(typeof(RegistrySearch))]
internal sealed partial class RegistryJson : JsonSerializerContext;

/// <summary>OCI distribution-spec, "error codes".</summary>
internal sealed record RegistryErrors([property: JsonPropertyName("errors")] IReadOnlyList<RegistryError?>? Errors, [property: JsonPropertyName("details")] string? Details);

internal sealed record RegistryError([property: JsonPropertyName("code")] string? Code, [property: JsonPropertyName("message")] string? Message);

/// <summary>What tells manifests and indexes apart (OCI image-spec), also when neither the document nor its header says what it is.</summary>
internal sealed record ManifestShape(
    [property: JsonPropertyName("schemaVersion")] int SchemaVersion,
    [property: JsonPropertyName("mediaType")] string? MediaType,
    [property: JsonPropertyName("config")] JsonElement Config,
    [property: JsonPropertyName("layers")] JsonElement Layers,
    [property: JsonPropertyName("manifests")] JsonElement Manifests)
{
    public bool IsManifest => Has(Config) || Has(Layers);

    public bool IsIndex => Has(Manifests);

    private static bool Has(JsonElement member) => member.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
}

/// <summary>OCI distribution-spec, "listing tags"; one page.</summary>
internal sealed record RegistryTags([property: JsonPropertyName("tags")] IReadOnlyList<string?>? Tags);

/// <summary>The answer of a token server (distribution, "token authentication"); the two tokens are two names of one thing.</summary>
public sealed record RegistryToken(
    [property: JsonPropertyName("token")] string? Token,
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken)
{
    /// <summary>The one of the two that is there.</summary>
    [JsonIgnore]
    public string? Value => string.IsNullOrEmpty(Token) ? AccessToken : Token;
}

/// <summary>The answer of the old search, <c>/v1/search</c>.</summary>
internal sealed record RegistrySearch([property: JsonPropertyName("results")] IReadOnlyList<RegistrySearchResult?>? Results);

internal sealed record RegistrySearchResult(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("description")] string? Description,
    [property: JsonPropertyName("star_count")] int StarCount,
    [property: JsonPropertyName("is_official")] bool IsOfficial);
