using System.Globalization;
using EngineApi.Linux.Cgroups;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary>Containers that want more memory than they may have. It is enough for runc, whose own 11 MB may count as theirs at a start.</summary>
public sealed class OomTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task The_first_process_is_killed_and_inspect_and_the_events_say_why()
    {
        SkipWithoutMemory();
        var name = Unique.Name();
        var run = await _docker.RunAsync("run", "--name", name, "--memory", "32m", "--memory-swap", "32m", BusyboxImage.Name, "tail", "/dev/zero");
        Assert.Equal(137, run.ExitCode);
        Assert.Equal("exited 137 true", await _docker.InspectAsync(name, "{{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}}"));
        Assert.Contains("oom", await EventsAsync(name));
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task An_execs_process_is_killed_and_the_container_goes_on()
    {
        SkipWithoutMemory();
        var name = Unique.Name();
        await _docker.OkAsync("run", "-d", "--name", name, "--memory", "32m", "--memory-swap", "32m", BusyboxImage.Name, "sleep", "1000");
        Assert.Equal(137, (await _docker.RunAsync("exec", name, "tail", "/dev/zero")).ExitCode);
        await _docker.UntilAsync(name, "{{.State.Status}} {{.State.OOMKilled}}", "running true");
        await Eventually.BecomesTrueAsync(async () => (await EventsAsync(name)).Contains("oom"));
        await _docker.OkAsync("rm", "-f", name);
    }

    private static void SkipWithoutMemory()
    {
        var cgroups = CgroupMounts.Read();
        Assert.SkipWhen(cgroups.Mode != CgroupMode.V2 && cgroups.MountPointOf("memory") is null, "there is no memory controller");
    }

    /// <summary>What has happened up to now; of a duration, the CLI would make a whole second.</summary>
    private async Task<string[]> EventsAsync(string name)
    {
        var now = (DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeMilliseconds() / 1e3).ToString("F3", CultureInfo.InvariantCulture);
        return (await _docker.OkAsync("events", "--since", "1h", "--until", now, "--filter", "container=" + name, "--format", "{{.Action}}")).Split('\n');
    }
}
