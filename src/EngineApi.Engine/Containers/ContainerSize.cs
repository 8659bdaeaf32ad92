using EngineApi.Containerd;

namespace EngineApi.Engine.Containers;

/// <summary>How much a container takes on disk.</summary>
public sealed class ContainerSize(ContainerdClient containerd, EngineOptions options)
{
    /// <returns>Bytes it has written itself, and with its image's layers.</returns>
    public async Task<(long Writable, long Total)> MeasureAsync(ContainerSnapshot container, CancellationToken cancellationToken)
    {
        var snapshots = containerd.Snapshots(options.Snapshotter);
        var writable = (await snapshots.UsageAsync(container.Id, cancellationToken)).Size;
        var total = writable;
        for (var key = container.Settings.ImageChainId; key.Length > 0;)
        {
            total += (await snapshots.UsageAsync(key, cancellationToken)).Size;
            key = (await snapshots.StatAsync(key, cancellationToken)).Parent;
        }

        return (writable, total);
    }
}
