namespace EngineApi.Wire.Images;

/// <summary>The <c>aux</c> of a push's last line, where clients take the digest from.</summary>
public sealed class PushAux
{
    public string Tag { get; set; } = "";

    public string Digest { get; set; } = "";

    /// <summary>Bytes of the manifest.</summary>
    public long Size { get; set; }
}
