using EngineApi.Containerd;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Images;
using EngineApi.Engine.Volumes;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Images;
using EngineApi.Wire.System;
using EngineApi.Wire.Volumes;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary><c>GET /system/df</c>: what images, containers and volumes take on disk. There is no builder, and so no cache of one.</summary>
public sealed class GetDiskUsage(
    ListImages images, ImageSizes layers, ImageTable table, ContainerTable containers, ContainerSize sizes,
    VolumeTable volumes, VolumeUsers users, VolumeShape shape, VolumeFiles files, TimeProvider time)
{
    /// <param name="types">Of <c>image</c>, <c>container</c>, <c>volume</c>, <c>build-cache</c>; empty for all.</param>
    /// <returns>Null for what was not asked for.</returns>
    /// <exception cref="EngineException">InvalidParameter for another type.</exception>
    public async Task<DiskUsage> ExecuteAsync(IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        if (types.FirstOrDefault(static type => type is not ("image" or "container" or "volume" or "build-cache")) is { } unknown)
            throw EngineException.InvalidParameter("unknown object type: " + unknown);
        bool Wants(string type) => types.Count == 0 || types.Contains(type);
        return new()
        {
            LayersSize = Wants("image") ? await LayersAsync(cancellationToken) : 0,
            Images = Wants("image") ? [.. (await images.ExecuteAsync(Filters.None, sharedSize: true, withManifests: false, cancellationToken)).Select(Shape)] : null,
            Containers = Wants("container") ? await ContainersAsync(cancellationToken) : null,
            Volumes = Wants("volume") ? Measured() : null,
            BuildCache = Wants("build-cache") ? [] : null,
        };
    }

    /// <summary>Every layer once, whoever shares it.</summary>
    private async Task<long> LayersAsync(CancellationToken cancellationToken)
    {
        long total = 0;
        foreach (var chainId in (await table.ListAsync(cancellationToken)).SelectMany(static image => image.Content.ChainIds).Distinct())
            total += await layers.OfLayerAsync(chainId, cancellationToken) ?? 0;
        return total;
    }

    /// <summary>Lists that are empty read as null here, as in no other answer.</summary>
    private static ImageSummary Shape(ImageSummary image)
    {
        image.RepoTags = image.RepoTags is { Count: > 0 } tags ? tags : null;
        image.RepoDigests = image.RepoDigests is { Count: > 0 } digests ? digests : null;
        return image;
    }

    private async Task<List<ContainerSummary>> ContainersAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var measured = new List<ContainerSummary>();
        foreach (var container in containers.All.Reverse())
        {
            var current = container.Current;
            var summary = ContainerSummaries.Of(current);
            summary.Status = StatusText.Of(current, now);
            try
            {
                (summary.SizeRw, summary.SizeRootFs) = await sizes.MeasureAsync(current, cancellationToken);
            }
            catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
            {
                // Its file system went while it was on its turn: it takes nothing any more.
                continue;
            }

            measured.Add(summary);
        }

        return measured;
    }

    /// <summary>Those with options of the driver are mounted from elsewhere, and take nothing here.</summary>
    private List<Volume> Measured()
    {
        var measured = new List<Volume>();
        foreach (var record in volumes.All.Where(static volume => !volume.IsMounted))
        {
            try
            {
                var volume = shape.Of(record);
                volume.UsageData = new() { RefCount = users.Of(record.Name).Count, Size = files.SizeOf(record.Name) };
                measured.Add(volume);
            }
            catch (DirectoryNotFoundException)
            {
                // Removed meanwhile.
                continue;
            }
        }

        return measured;
    }
}
