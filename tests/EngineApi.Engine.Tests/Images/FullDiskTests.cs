using EngineApi.Engine.Images;
using EngineApi.Engine.Tests.Registry;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

/// <summary>
/// Archives that become more than the disk holds: what they bring is limited by nothing else. containerd's content and its snapshots are
/// on file systems of 32 MiB each.
/// </summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const int Room = 32 << 20;

    private readonly PrivateContainerd _containerd = new();
    private ImagesEngine? _engine;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting needs root");
        foreach (var plugin in new[] { "io.containerd.content.v1.content", "io.containerd.snapshotter.v1.overlayfs/snapshots" })
        {
            var directory = Path.Combine(_containerd.DataRoot, "containerd", plugin);
            Directory.CreateDirectory(directory);
            await HostProgram.RunAsync("mount", "-t", "tmpfs", "-o", $"size={Room}", "tmpfs", directory);
        }

        await _containerd.InitializeAsync();
        _engine = new(
            new() { ContainerdNamespace = _containerd.Namespace, ContainerdAddress = _containerd.Address, Snapshotter = "overlayfs" }, []);
    }

    [Fact]
    public async Task A_layer_of_nothing_much_that_unpacks_to_more_than_there_is_room_for()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var bomb = TestImage.Of(TestLayer.WithFile("before", "it"), TestLayer.Of(new TarBuilder().File("zeros", new byte[2 * Room]).ToArray()).Gzip());
        Assert.InRange(bomb.Layers[1].Packed.Length, 1, Room / 8);
        registry.Add("app", "bomb", bomb);
        await FailsAsync(() => _engine!.PullAsync(registry, "app", "bomb"));
        await FailsAsync(() => _engine!.LoadAsync(TestArchives.Docker((bomb, ["bomb:1"]))));

        // The room is free again.
        var small = TestImage.Of(TestLayer.Of(new TarBuilder().File("random", Noise(Room / 2)).ToArray()));
        registry.Add("app", "small", small);
        await _engine!.PullAsync(registry, "app", "small");
        Assert.Equal(small.Id, (await _engine.ResolveAsync($"{registry.Authority}/app:small")).Id);
    }

    [Fact]
    public async Task A_body_that_is_longer_than_there_is_room_for()
    {
        await using var server = await FakeRegistry.StartAsync();
        server.Instead = async context =>
        {
            var noise = Noise(1 << 20);
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(noise, context.RequestAborted);
            return true;
        };
        await FailsAsync(() => _engine!.Get<ImportFromUrl>().ExecuteAsync(server.Authority + "/endless", new(), _ => ValueTask.CompletedTask, Cancelled));
        await FailsAsync(() => _engine!.LoadAsync(new TarBuilder().File("layer.tar", Noise(2 * Room)).ToArray()));
        var image = TestImage.Of(TestLayer.Of(new TarBuilder().File("random", Noise(Room / 2)).ToArray()));
        await _engine!.LoadAsync(TestArchives.Docker((image, ["small:1"])));
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        await _containerd.DisposeAsync();
        if (!Directory.Exists(_containerd.Root))
            return;
        // It was never started.
        MountTable.DetachAllUnder(_containerd.Root);
        Directory.Delete(_containerd.Root, recursive: true);
    }

    private async Task FailsAsync(Func<Task> request)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(request);
        Assert.Contains("no space left on device", error.Message, StringComparison.Ordinal);
        await _engine!.EndPartialAsync();
        Assert.Empty(await _engine.LeftAsync());
    }

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(5).NextBytes(noise);
        return noise;
    }
}
