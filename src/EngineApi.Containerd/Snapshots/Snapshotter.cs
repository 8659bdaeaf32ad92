using System.Runtime.CompilerServices;
using Wire = EngineApi.Containerd.Protocol.Snapshots;

namespace EngineApi.Containerd.Snapshots;

/// <summary>The snapshots of one namespace in one snapshotter (the Snapshots service).</summary>
public sealed class Snapshotter
{
    private readonly Connection _connection;
    private readonly Wire.Snapshots.SnapshotsClient _calls;

    internal Snapshotter(Connection connection, string name)
    {
        Name = name;
        _connection = connection;
        _calls = new(connection.Invoker);
    }

    /// <summary>e.g. <c>overlayfs</c> or <c>native</c>.</summary>
    public string Name { get; }

    /// <summary>Makes a writable snapshot.</summary>
    /// <param name="key">Its name until it is committed.</param>
    /// <param name="parent">A committed snapshot; empty starts with nothing.</param>
    /// <param name="labels">Facts to keep with it; <see cref="GcLabels.Root"/> holds it against garbage collection.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="ContainerdException">AlreadyExists; NotFound when the parent is missing.</exception>
    public async Task<IReadOnlyList<SnapshotMount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default)
    {
        var request = new Wire.PrepareSnapshotRequest { Snapshotter = Name, Key = key, Parent = parent };
        request.Labels.AddAll(labels);
        var answer = await _connection.CallAsync(o => _calls.PrepareAsync(request, o), Deadlines.Write, cancellationToken);
        return [.. answer.Mounts.Select(SnapshotMount.From)];
    }

    /// <summary>Makes a read-only snapshot of a committed one.</summary>
    /// <exception cref="ContainerdException">AlreadyExists; NotFound when the parent is missing.</exception>
    public async Task<IReadOnlyList<SnapshotMount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default)
    {
        var request = new Wire.ViewSnapshotRequest { Snapshotter = Name, Key = key, Parent = parent };
        request.Labels.AddAll(labels);
        var answer = await _connection.CallAsync(o => _calls.ViewAsync(request, o), Deadlines.Write, cancellationToken);
        return [.. answer.Mounts.Select(SnapshotMount.From)];
    }

    /// <summary>How to mount a snapshot that is active or a view.</summary>
    /// <exception cref="ContainerdException">NotFound.</exception>
    public async Task<IReadOnlyList<SnapshotMount>> MountsAsync(string key, CancellationToken cancellationToken)
    {
        var request = new Wire.MountsRequest { Snapshotter = Name, Key = key };
        var answer = await _connection.CallAsync(o => _calls.MountsAsync(request, o), Deadlines.Read, cancellationToken);
        return [.. answer.Mounts.Select(SnapshotMount.From)];
    }

    /// <summary>Fixes the active snapshot <paramref name="key"/> under the new <paramref name="name"/>; the key is gone afterwards.</summary>
    /// <exception cref="ContainerdException">AlreadyExists; NotFound.</exception>
    public Task CommitAsync(
        string name, string key, IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default)
    {
        var request = new Wire.CommitSnapshotRequest { Snapshotter = Name, Name = name, Key = key };
        request.Labels.AddAll(labels);
        return _connection.CallAsync(o => _calls.CommitAsync(request, o), Deadlines.Tree, cancellationToken);
    }

    /// <exception cref="ContainerdException">NotFound.</exception>
    public async Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken)
    {
        var request = new Wire.StatSnapshotRequest { Snapshotter = Name, Key = key };
        return SnapshotInfo.From((await _connection.CallAsync(o => _calls.StatAsync(request, o), Deadlines.Read, cancellationToken)).Info);
    }

    /// <summary>Sets the named labels (an empty value removes one) and leaves the others.</summary>
    public async Task<SnapshotInfo> UpdateLabelsAsync(string key, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var request = new Wire.UpdateSnapshotRequest { Snapshotter = Name, Info = new() { Name = key }, UpdateMask = labels.Keys.LabelMask() };
        request.Info.Labels.AddAll(labels);
        return SnapshotInfo.From((await _connection.CallAsync(o => _calls.UpdateAsync(request, o), Deadlines.Write, cancellationToken)).Info);
    }

    /// <summary>What the snapshot takes without its parents. An active one is measured by walking its tree.</summary>
    public async Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken)
    {
        var request = new Wire.UsageRequest { Snapshotter = Name, Key = key };
        var answer = await _connection.CallAsync(o => _calls.UsageAsync(request, o), Deadlines.Tree, cancellationToken);
        return new(answer.Size, answer.Inodes);
    }

    /// <exception cref="ContainerdException">NotFound; FailedPrecondition while it has children.</exception>
    public Task RemoveAsync(string key, CancellationToken cancellationToken)
        => _connection.CallAsync(o => _calls.RemoveAsync(new() { Snapshotter = Name, Key = key }, o), Deadlines.Tree, cancellationToken);

    /// <summary>The snapshots that match any of <paramref name="filters"/>, all when there is none.</summary>
    /// <exception cref="ContainerdException">InvalidArgument when there is no such snapshotter.</exception>
    public async IAsyncEnumerable<SnapshotInfo> ListAsync(
        IEnumerable<string>? filters = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new Wire.ListSnapshotsRequest { Snapshotter = Name };
        request.Filters.AddRange(filters ?? []);
        await foreach (var message in _connection.ReadAsync(o => _calls.List(request, o), cancellationToken))
        {
            foreach (var info in message.Info)
            {
                yield return SnapshotInfo.From(info);
            }
        }
    }

    /// <summary>Frees on disk what removed snapshots left behind.</summary>
    /// <exception cref="ContainerdException">Unimplemented by some snapshotters, and by every one of containerd 1.6.</exception>
    public Task CleanupAsync(CancellationToken cancellationToken)
        => _connection.CallAsync(o => _calls.CleanupAsync(new() { Snapshotter = Name }, o), Deadlines.Tree, cancellationToken);
}
