namespace EngineApi.Wire.Images;

/// <summary>An image manifest's platform and use.</summary>
public sealed class ImageManifestData
{
    public OciPlatform Platform { get; set => field = value ?? new(); } = new();

    public List<string>? Containers { get; set; }

    public ImageUnpackedSize Size { get; set => field = value ?? new(); } = new();
}
