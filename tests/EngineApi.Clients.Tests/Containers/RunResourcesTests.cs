using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary>Limits of <c>docker run</c>, as the container's own cgroup has them.</summary>
public class RunResourcesTests(EngineProcess engine)
{
    private static readonly bool s_unified = File.Exists("/sys/fs/cgroup/cgroup.controllers");

    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task Memory() => Assert.Equal("33554432", await ReadAsync("memory.max", "memory/memory.limit_in_bytes", "--memory", "32m"));

    [Fact]
    public async Task Cpus()
    {
        if (s_unified)
            Assert.Equal("150000 100000", await ReadAsync("cpu.max", "", "--cpus", "1.5"));
        else
            Assert.Equal("150000", await ReadAsync("", "cpu/cpu.cfs_quota_us", "--cpus", "1.5"));
    }

    [Fact]
    public async Task Shares() => Assert.Equal(s_unified ? "20" : "512", await ReadAsync("cpu.weight", "cpu/cpu.shares", "--cpu-shares", "512"));

    [Fact]
    public async Task Pids()
    {
        Assert.Equal("50", await ReadAsync("pids.max", "pids/pids.max", "--pids-limit", "50"));
        Assert.Equal("max", await ReadAsync("pids.max", "pids/pids.max"));
    }

    [Fact]
    public async Task Cpuset() => Assert.Equal("0", await ReadAsync("cpuset.cpus", "cpuset/cpuset.cpus", "--cpuset-cpus", "0"));

    [Fact]
    public async Task Too_much_memory_ends_the_process_and_is_told()
    {
        var name = Unique.Name();
        var run = await _docker.RunAsync("run", "--name", name, "--memory", "16m", BusyboxImage.Name, "sh", "-c", "x=$(yes | head -c 64m)");
        Assert.Equal("true", await _docker.InspectAsync(name, "{{.State.OOMKilled}}"));
        Assert.NotEqual(0, run.ExitCode);
        await _docker.OkAsync("rm", name);
    }

    private Task<string> ReadAsync(string unified, string legacy, params string[] options)
        => _docker.OkAsync(["run", "--rm", .. options, BusyboxImage.Name, "cat", "/sys/fs/cgroup/" + (s_unified ? unified : legacy)]);
}
