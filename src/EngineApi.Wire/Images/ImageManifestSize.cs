namespace EngineApi.Wire.Images;

/// <summary>What a manifest takes up.</summary>
public sealed class ImageManifestSize
{
    /// <summary>Bytes.</summary>
    public long Content { get; set; }

    /// <summary>Bytes, unpacked snapshots included.</summary>
    public long Total { get; set; }
}
