using EngineApi.Engine.Images.Format;

namespace EngineApi.Engine.Images.Archive;

/// <summary>What containerd has to be told about a layer that has no manifest of its own.</summary>
internal static class LayerMediaType
{
    /// <exception cref="EngineException">containerd cannot unpack this compression.</exception>
    public static string Of(ArchiveBlob layer) => layer.Compression switch
    {
        Compression.None => MediaTypes.Layer,
        Compression.Gzip => MediaTypes.LayerGzip,
        Compression.Zstd => MediaTypes.LayerZstd,
        var other => throw EngineException.InvalidParameter(
            $"layer {layer.Digest} is compressed with {other.ToString().ToLowerInvariant()}: layers can be plain, gzip or zstd"),
    };
}
