using System.Text.RegularExpressions;
using EngineApi.Containerd;
using EngineApi.Containerd.Snapshots;

namespace EngineApi.Engine.Images;

/// <summary>
/// Unpacks an image's layers into snapshots, one a layer, each named by its chain id. Snapshots that exist are taken as
/// they are, so images share what they have in common.
/// </summary>
public sealed partial class UnpackImage(ContainerdClient containerd, EngineOptions options)
{
    /// <summary>For an image that came from elsewhere and may never have been unpacked here.</summary>
    /// <exception cref="EngineException">A layer is missing, damaged, or not what the configuration promises.</exception>
    public async Task ExecuteAsync(ImageContent image, CancellationToken cancellationToken)
    {
        await using var lease = await ContentLease.BeginAsync(containerd, "unpack", cancellationToken);
        await ExecuteAsync(image, lease, cancellationToken);
        lease.Keep();
    }

    internal Task ExecuteAsync(ImageContent image, ContentLease lease, CancellationToken cancellationToken) =>
        ExecuteAsync(image, lease, UnpackSteps.None, cancellationToken);

    /// <param name="steps">Waits for the layers one by one: those above may still be on their way.</param>
    internal async Task ExecuteAsync(ImageContent image, ContentLease lease, UnpackSteps steps, CancellationToken cancellationToken)
    {
        if (image.Layers.Count != image.DiffIds.Count)
            throw LayersMismatch(image);
        if (image.DiffIds.FirstOrDefault(diffId => !Digests.IsValid(diffId)) is { } bad)
            throw EngineException.InvalidParameter($"invalid image configuration: \"{bad}\" is not a sha256 digest");
        if (image.Layers.Count == 0)
            return;
        // The label comes first: from here on the collector spares the snapshots that are there already.
        await lease.Client.Content.UpdateLabelsAsync(
            image.Id, ContentReferences.OfConfig(options.Snapshotter, image.ChainId), cancellationToken);
        var snapshots = lease.Client.Snapshots(options.Snapshotter);
        for (var layer = await CountPresentAsync(snapshots, image, cancellationToken); layer < image.Layers.Count; layer++)
        {
            await steps.ReadyAsync(layer);
            await UnpackAsync(snapshots, image, layer, lease, cancellationToken);
            steps.Done(layer);
        }
    }

    /// <summary>How many layers, from the bottom, are unpacked.</summary>
    internal Task<int> CountPresentAsync(ImageContent image, CancellationToken cancellationToken) =>
        CountPresentAsync(containerd.Snapshots(options.Snapshotter), image, cancellationToken);

    private static async Task<int> CountPresentAsync(Snapshotter snapshots, ImageContent image, CancellationToken cancellationToken)
    {
        for (var count = image.Layers.Count; count > 0; count--)
        {
            try
            {
                await snapshots.StatAsync(image.ChainIds[count - 1], cancellationToken);
                return count;
            }
            catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
            {
                continue;
            }
        }
        return 0;
    }

    private static async Task UnpackAsync(
        Snapshotter snapshots, ImageContent image, int number, ContentLease lease, CancellationToken cancellationToken)
    {
        var (layer, diffId, chainId) = (image.Layers[number], image.DiffIds[number], image.ChainIds[number]);
        var key = lease.NextKey("extract");
        var mounts = await snapshots.PrepareAsync(key, number == 0 ? "" : image.ChainIds[number - 1], cancellationToken: cancellationToken);
        try
        {
            var plain = await ApplyAsync(layer, mounts, lease, cancellationToken);
            if (plain.Digest != diffId)
                throw WrongLayer(layer.Digest, plain.Digest, diffId);
            await snapshots.CommitAsync(chainId, key, cancellationToken: cancellationToken);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.AlreadyExists)
        {
            // Somebody unpacked the same layer at the same time: theirs is as good.
            await snapshots.RemoveAsync(key, cancellationToken);
        }
        if (layer.Digest == diffId)
            return;
        var uncompressed = new Dictionary<string, string> { ["containerd.io/uncompressed"] = diffId };
        await lease.Client.Content.UpdateLabelsAsync(layer.Digest, uncompressed, cancellationToken);
    }

    private static async Task<Descriptor> ApplyAsync(
        Descriptor layer, IReadOnlyList<SnapshotMount> mounts, ContentLease lease, CancellationToken cancellationToken)
    {
        try
        {
            return await lease.Client.Diff.ApplyAsync(layer, mounts, cancellationToken);
        }
        catch (ContainerdException e) when (!e.IsTransient)
        {
            throw EngineException.InvalidParameter($"cannot unpack layer {layer.Digest}: {MountPoint().Replace(e.Message, "")}", e);
        }
    }

    /// <summary>Where containerd mounts a layer to unpack it is of no use to a client; the path below it is.</summary>
    [GeneratedRegex(@"(mount callback failed on )?/[^\s""':]*/containerd-mount\d+(?(1): )", RegexOptions.CultureInvariant)]
    private static partial Regex MountPoint();

    private static EngineException LayersMismatch(ImageContent image) => EngineException.InvalidParameter(
        $"invalid manifest, layers length mismatch: expected {image.DiffIds.Count}, got {image.Layers.Count}");

    private static EngineException WrongLayer(string layer, string actual, string promised) =>
        EngineException.InvalidParameter($"invalid image: layer {layer} unpacks to {actual}, the configuration promises {promised}");
}
