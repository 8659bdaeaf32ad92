using System.Text.Json.Nodes;
using EngineApi.Containerd;
using EngineApi.Containerd.Snapshots;
using EngineApi.Containerd.Tasks;
using EngineApi.Testing;

namespace EngineApi.Clients.Tests.Ancestors;

/// <summary>
/// A task in the engine's namespace that the engine did not make, so that a test can hold it in every state there is. Disposal kills
/// and removes it.
/// </summary>
internal sealed class ForeignTask : IAsyncDisposable
{
    private readonly Api _api;
    private readonly ContainerdClient _client;
    private readonly string _id = Unique.Name();

    private ForeignTask(Api api)
    {
        _api = api;
        _client = new(api.Engine.ContainerdSocket, api.Engine.Namespace);
    }

    public TaskHandle Task => _client.Tasks.Of(_id);

    private Snapshotter Snapshots => _client.Snapshots("overlayfs");

    /// <summary>Created, and not started.</summary>
    /// <param name="runtime">Another program instead of runc.</param>
    public static async Task<ForeignTask> CreateAsync(Api api, string runtime = "")
    {
        var foreign = new ForeignTask(api);
        var image = await api.GetAsync($"/images/{BusyboxImage.Name}/json");
        var mounts = await foreign.Snapshots.PrepareAsync(
            foreign._id, (string)image!["RootFS"]!["Layers"]![0]!, new Dictionary<string, string> { [GcLabels.Root] = "test" });
        await foreign._client.Containers.CreateAsync(
            new()
            {
                Id = foreign._id,
                Snapshotter = "overlayfs",
                SnapshotKey = foreign._id,
                RuntimeOptions = new RuncOptions { BinaryName = runtime }.ToTypedBytes(),
                Spec = TypedBytes.Spec(TestSpec.Json($"/{api.Engine.Namespace}/{foreign._id}", terminal: false, "sleep", "1000")),
            },
            CancellationToken.None);
        await foreign.Task.CreateAsync(new() { Rootfs = mounts }, CancellationToken.None);
        return foreign;
    }

    /// <summary>Started.</summary>
    public static async Task<ForeignTask> StartAsync(Api api, string runtime = "")
    {
        var foreign = await CreateAsync(api, runtime);
        await foreign.Task.StartAsync(CancellationToken.None);
        return foreign;
    }

    /// <summary>As the engine tells it.</summary>
    public async Task<JsonNode> ToldAsync() => (await _api.GetAsync("/runtime/tasks/" + _id))!;

    public async Task<string> StatusAsync() => (string)(await ToldAsync())["Status"]!;

    /// <summary>The pid of its shim.</summary>
    public int Shim() => ProcessTable.All().Single(process => process.CommandLine[0].Contains("containerd-shim", StringComparison.Ordinal)
        && process.CommandLine.Contains(_id)).Pid;

    public async Task KillAsync()
    {
        var exit = Task.WaitAsync(CancellationToken.None);
        await Task.KillAsync(signal: 9, all: true);
        await exit;
    }

    public async ValueTask DisposeAsync()
    {
        if ((await Task.GetAsync(CancellationToken.None)).Status != ProcessStatus.Stopped)
            await KillAsync();
        await Task.DeleteAsync(CancellationToken.None);
        await _client.Containers.DeleteAsync(_id, CancellationToken.None);
        await Snapshots.RemoveAsync(_id, CancellationToken.None);
        _client.Dispose();
    }
}
