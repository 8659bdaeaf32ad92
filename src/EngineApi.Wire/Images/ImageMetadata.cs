namespace EngineApi.Wire.Images;

/// <summary>What only this engine knows of an image.</summary>
public sealed class ImageMetadata
{
    /// <summary>RFC 3339; <see cref="GoTime.Zero"/> if never tagged here.</summary>
    public string LastTagTime { get; set; } = "";
}
