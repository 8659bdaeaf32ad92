namespace EngineApi.Engine.Images.Archive;

/// <summary>How the bytes of an archive or a layer are packed.</summary>
public enum Compression
{
    None,
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

/// <summary>Recognises a compression by its first bytes, as RFC 1952, RFC 8878 and the bzip2 and xz formats define them.</summary>
public static class CompressionMagic
{
    /// <summary>As many bytes as the longest magic number has.</summary>
    public const int Length = 6;

    public static Compression Detect(ReadOnlySpan<byte> head) => head switch
    {
        [0x1f, 0x8b, 0x08, ..] => Compression.Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression.Zstd,
        [(byte)'B', (byte)'Z', (byte)'h', ..] => Compression.Bzip2,
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00, ..] => Compression.Xz,
        _ => Compression.None,
    };
}
