using EngineApi.Containerd.Snapshots;
using EngineApi.Containerd.Tasks;
using EngineApi.Testing;

namespace EngineApi.Containerd.Tests;

/// <summary>A busybox container of a test; disposal kills and removes it.</summary>
internal sealed class TestContainer : IAsyncDisposable
{
    private readonly PrivateContainerd _containerd;
    private bool _removed;

    private TestContainer(PrivateContainerd containerd, string id, IReadOnlyList<SnapshotMount> mounts)
        => (_containerd, Id, Mounts, Task) = (containerd, id, mounts, containerd.Client.Tasks.Of(id));

    public string Id { get; }

    public IReadOnlyList<SnapshotMount> Mounts { get; }

    public TaskHandle Task { get; }

    public uint Pid { get; private set; }

    public static async Task<TestContainer> CreateAsync(PrivateContainerd containerd, string id, params string[] args)
    {
        var client = containerd.Client;
        var mounts = await client.Snapshots(containerd.Snapshotter).PrepareAsync(
            id, await TestRootfs.ImportAsync(containerd), new Dictionary<string, string> { [GcLabels.Root] = "test" });
        await client.Containers.CreateAsync(
            new()
            {
                Id = id,
                Snapshotter = containerd.Snapshotter,
                SnapshotKey = id,
                Spec = TypedBytes.Spec(TestSpec.Json($"/{containerd.Namespace}/{id}", terminal: false, args)),
            },
            CancellationToken.None);
        var container = new TestContainer(containerd, id, mounts);
        container.Pid = await container.Task.CreateAsync(new() { Rootfs = mounts }, CancellationToken.None);
        return container;
    }

    public static async Task<TestContainer> StartAsync(PrivateContainerd containerd, string id, params string[] args)
    {
        var container = await CreateAsync(containerd, id, args);
        await container.Task.StartAsync(CancellationToken.None);
        return container;
    }

    /// <summary>Forgets the record and the snapshot; the task is gone already.</summary>
    public async Task RemoveAsync()
    {
        _removed = true;
        await _containerd.Client.Containers.DeleteAsync(Id, CancellationToken.None);
        await _containerd.Client.Snapshots(_containerd.Snapshotter).RemoveAsync(Id, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_removed)
        {
            return;
        }
        var exit = Task.WaitAsync(CancellationToken.None);
        await Task.KillAsync(signal: 9, all: true);
        await exit;
        await Task.DeleteAsync(CancellationToken.None);
        await RemoveAsync();
    }
}
