using EngineApi.Containerd.Snapshots;
using Wire = EngineApi.Containerd.Protocol.Diff;

namespace EngineApi.Containerd.Diff;

/// <summary>Layer blobs onto mounts, and mounts into layer blobs (the Diff service).</summary>
public sealed class LayerDiff
{
    private readonly Connection _connection;
    private readonly Wire.Diff.DiffClient _calls;

    internal LayerDiff(Connection connection)
    {
        _connection = connection;
        _calls = new(connection.Invoker);
    }

    /// <summary>Unpacks a layer (tar; gzip or zstd by its media type) over the mounts of an active snapshot.</summary>
    /// <returns>The layer without compression: its digest is the DiffID.</returns>
    /// <exception cref="ContainerdException">NotFound when the blob is missing; Unimplemented for an unknown media type.</exception>
    public async Task<Descriptor> ApplyAsync(Descriptor layer, IEnumerable<SnapshotMount> mounts, CancellationToken cancellationToken)
    {
        var request = new Wire.ApplyRequest { Diff = layer.ToWire() };
        request.Mounts.AddRange(mounts.Select(mount => mount.ToWire()));
        return Descriptor.From((await _connection.CallAsync(o => _calls.ApplyAsync(request, o), Deadlines.Bulk, cancellationToken)).Applied);
    }

    /// <summary>Packs what <paramref name="upper"/> has over <paramref name="lower"/> into a blob of the content store.</summary>
    /// <param name="lower">The mounts of a view of the parent; none compares with nothing.</param>
    /// <param name="upper">The mounts of the changed snapshot.</param>
    /// <param name="mediaType">An OCI layer type: tar or tar+gzip.</param>
    /// <param name="reference">The ingest's ref; empty lets containerd choose.</param>
    /// <param name="labels">Labels of the blob. Without a lease or <see cref="GcLabels.Root"/> it may be collected at once.</param>
    /// <param name="cancellationToken">Stops the packing.</param>
    public async Task<Descriptor> CompareAsync(
        IEnumerable<SnapshotMount> lower,
        IEnumerable<SnapshotMount> upper,
        string mediaType,
        string reference = "",
        IReadOnlyDictionary<string, string>? labels = null,
        CancellationToken cancellationToken = default)
    {
        var request = new Wire.DiffRequest { MediaType = mediaType, Ref = reference };
        request.Left.AddRange(lower.Select(mount => mount.ToWire()));
        request.Right.AddRange(upper.Select(mount => mount.ToWire()));
        request.Labels.AddAll(labels);
        return Descriptor.From((await _connection.CallAsync(o => _calls.DiffAsync(request, o), Deadlines.Bulk, cancellationToken)).Diff);
    }
}
