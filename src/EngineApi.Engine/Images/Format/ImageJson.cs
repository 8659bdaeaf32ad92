using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EngineApi.Engine.Images.Format;

/// <summary>JSON of image content. What is written here becomes a digest: members keep their order, nulls are left out.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    PropertyNameCaseInsensitive = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciIndex))]
[JsonSerializable(typeof(OciImageConfig))]
[JsonSerializable(typeof(List<DockerArchiveEntry>))]
internal sealed partial class ImageJson : JsonSerializerContext
{
    /// <param name="what">Names the document in the error.</param>
    /// <exception cref="EngineException">It is not JSON, or not of this shape.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string what) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw Invalid(what, e);
        }
    }

    /// <summary>An error that tells where in the document; what the serializer says is about its types, not about the document.</summary>
    public static EngineException Invalid(string what, Exception cause)
    {
        if (cause is not JsonException { LineNumber: { } line, BytePositionInLine: { } position } json)
            return EngineException.InvalidParameter($"invalid {what}: it is not of the expected form", cause);
        var at = string.IsNullOrEmpty(json.Path) ? "" : $" at {json.Path}";
        return EngineException.InvalidParameter($"invalid {what}: not the JSON that was expected{at} (line {line + 1}, byte {position + 1})", cause);
    }
}
