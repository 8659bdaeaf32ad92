using EngineApi.Engine.Containers.Mounts;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Mounts;

/// <summary>What <c>--volumes-from</c> took over, after a restart of the engine.</summary>
public sealed class InheritedMountsTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public async Task A_file_and_a_volume_are_mounted_as_they_are()
    {
        var file = Path.Combine(fixture.Containerd.Root, "file");
        await File.WriteAllTextAsync(file, "found", TestContext.Current.CancellationToken);
        var owner = await fixture.Engine.CreateAsync(TestEngine.Sleep, request => request.HostConfig!.Binds = [file + ":/file", "inherited:/data"]);
        var heir = await fixture.Engine.CreateAsync(TestEngine.Sleep, request => request.HostConfig!.VolumesFrom = [owner]);

        var engine = await fixture.RestartAsync();
        await engine.StartAsync(heir);
        await engine.ExecAsync(heir, "test $(cat /file) = found && touch /data/x");
        Assert.False(Directory.Exists(Path.Combine(engine.Options.MountsRoot, heir)), "a mount point that nothing needs");
        Assert.Contains(engine.Find(heir).Current.Settings.Volumes, mount => mount is { Type: "bind", Name: null, Source: var source } && source == file);
        Assert.Equal(["inherited"], ContainerMounts.VolumesOf(engine.Find(heir).Current.Settings).Select(mount => mount.Name));
        await engine.AssertCleanAsync(fixture.Containerd);
    }
}
