namespace EngineApi.Wire.Images;

/// <summary>What an unpacked image takes up.</summary>
public sealed class ImageUnpackedSize
{
    /// <summary>Bytes.</summary>
    public long Unpacked { get; set; }
}
