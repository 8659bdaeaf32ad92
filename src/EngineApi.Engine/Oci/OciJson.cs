using System.Text.Json.Serialization;

namespace EngineApi.Engine.Oci;

/// <summary>Writes and reads <c>config.json</c> as the runtime-spec names its fields; what is null is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OciSpec))]
[JsonSerializable(typeof(OciProcess))]
[JsonSerializable(typeof(OciResources))]
public sealed partial class OciJson : JsonSerializerContext;
