using System.Text.Json.Serialization;

namespace EngineApi.Wire.Images;

/// <summary>One manifest of an image index.</summary>
public sealed class ImageManifestSummary
{
    public string ID { get; set; } = "";

    public Descriptor Descriptor { get; set => field = value ?? new(); } = new();

    public bool Available { get; set; }

    /// <summary><c>image</c>, <c>attestation</c> or <c>unknown</c>.</summary>
    public string Kind { get; set; } = "";

    public ImageManifestSize Size { get; set => field = value ?? new(); } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageManifestData? ImageData { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AttestationData? AttestationData { get; set; }
}
