using EngineApi.Engine.Containers;
using EngineApi.Linux.Cgroups;
using EngineApi.Testing;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public sealed class OomContainerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    /// <summary>tail(1) keeps a line until it ends, and this one does not.</summary>
    private const string EatsMemory = "tail /dev/zero";

    /// <summary>A child is killed, the first process goes on.</summary>
    private const string Survives = EatsMemory + "; " + TestEngine.Sleep;

    [Fact]
    public async Task The_exit_knows_it_whether_or_not_the_event_has_come()
    {
        var id = await RunAsync(EatsMemory);
        Assert.Equal(137, (await fixture.Engine.ExitAsync(id)).ExitCode);
        Assert.True(fixture.Engine.Find(id).Current.Lifecycle.OomKilled);
        Assert.Equal("oom", fixture.Engine.Actions(id).SkipWhile(action => action != "start").Skip(1).First());
        Assert.Single(fixture.Engine.Actions(id), "die");

        await fixture.RestartAsync();
        Assert.True(fixture.Engine.Find(id).Current.Lifecycle.OomKilled);
        await fixture.Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_container_that_goes_on_is_marked_until_its_next_start()
    {
        var engine = fixture.Engine;
        var id = await RunAsync(Survives);
        await Eventually.BecomesTrueAsync(() => engine.Actions(id).Contains("oom"));
        Assert.Equal((true, ContainerStatus.Running), (engine.Find(id).Current.Lifecycle.OomKilled, engine.Status(id)));
        var record = await fixture.Containerd.Client.Containers.GetAsync(id, CancellationToken.None);
        Assert.True(ContainerPersistence.Read(record)!.Lifecycle.OomKilled);

        // A late word about an earlier run says nothing about this one.
        var quiet = await engine.RunAsync();
        await engine.Get<OomContainer>().ExecuteAsync(engine.Find(quiet), DateTimeOffset.UtcNow.AddMinutes(-1));
        Assert.DoesNotContain("oom", engine.Actions(quiet));
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task What_happened_while_no_daemon_listened_is_found_out()
    {
        var gate = Path.Combine(fixture.Containerd.Root, "gate");
        Directory.CreateDirectory(gate);
        var id = await RunAsync($"while [ ! -e /gate/open ]; do sleep 0.05; done; {Survives}", gate + ":/gate");
        await fixture.RestartAsync(crash: true, meanwhile: async () =>
        {
            await File.WriteAllTextAsync(Path.Combine(gate, "open"), "");
            await Eventually.BecomesTrueAsync(() => CgroupReader.OomKills(CgroupMounts.Read(), $"/{fixture.Containerd.Namespace}/{id}") > 0);
        });
        await Eventually.BecomesTrueAsync(() => fixture.Engine.Actions(id).Contains("oom"));
        Assert.True(fixture.Engine.Find(id).Current.Lifecycle.OomKilled);
        await fixture.Engine.AssertCleanAsync(fixture.Containerd);
        Directory.Delete(gate, recursive: true);
    }

    private async Task<string> RunAsync(string script, params List<string> binds)
    {
        var engine = fixture.Engine;
        var cgroups = CgroupMounts.Read();
        Assert.SkipWhen(cgroups.Mode != CgroupMode.V2 && cgroups.MountPointOf("memory") is null, "there is no memory controller");
        var request = new ContainerCreateRequest
        {
            Image = "busybox",
            Cmd = ["sh", "-c", script],
            HostConfig = new HostConfig { NetworkMode = "none", Memory = 16 << 20, MemorySwap = 16 << 20, Binds = binds },
        };
        var id = (await engine.Get<CreateContainer>().ExecuteAsync(null, null, request, CancellationToken.None)).Id;
        await engine.StartAsync(id);
        return id;
    }
}
