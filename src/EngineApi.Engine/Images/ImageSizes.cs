using EngineApi.Containerd;

namespace EngineApi.Engine.Images;

/// <summary>Bytes that unpacked layers take on disk. A committed snapshot never changes, so each is asked for once.</summary>
public sealed class ImageSizes(ContainerdClient containerd, EngineOptions options)
{
    private const int Remembered = 8192;

    private readonly BoundedCache<string, long> _byChainId = new(Remembered);

    /// <summary>All layers of an image; the packed size if it was never unpacked here.</summary>
    public async Task<long> OfAsync(ImageContent image, CancellationToken cancellationToken)
    {
        long total = 0;
        foreach (var chainId in image.ChainIds)
        {
            if (await OfLayerAsync(chainId, cancellationToken) is not { } size)
                return image.PackedSize;
            total += size;
        }
        return total;
    }

    /// <summary>What one layer adds to those below; null if it is not unpacked.</summary>
    public async Task<long?> OfLayerAsync(string chainId, CancellationToken cancellationToken)
    {
        if (_byChainId.TryGet(chainId, out var known))
            return known;
        try
        {
            var usage = await containerd.Snapshots(options.Snapshotter).UsageAsync(chainId, cancellationToken);
            _byChainId.Add(chainId, usage.Size);
            return usage.Size;
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            return null;
        }
    }
}
