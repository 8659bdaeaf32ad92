using EngineApi.Linux.Cgroups;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary><c>docker update</c>: inspect and the cgroup both show it.</summary>
public sealed class UpdateTests(EngineProcess engine)
{
    private static readonly CgroupMounts s_cgroups = CgroupMounts.Read();

    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task Limits_of_a_running_container_change_at_once()
    {
        var name = Unique.Name();
        var id = await _docker.OkAsync("run", "-d", "--name", name, "--memory", "64m", BusyboxImage.Name, "sleep", "1000");
        Assert.Equal(name, await _docker.OkAsync(
            "update", "--memory", "128m", "--memory-swap", "256m", "--memory-reservation", "32m", "--cpus", "0.5", "--cpu-shares", "512",
            "--cpuset-cpus", "0", "--pids-limit", "70", "--restart", "on-failure:3", name));

        Assert.Equal(
            "134217728 268435456 33554432 500000000 512 0 70 on-failure 3",
            await _docker.InspectAsync(name, "{{with .HostConfig}}{{.Memory}} {{.MemorySwap}} {{.MemoryReservation}} {{.NanoCpus}} {{.CpuShares}} {{.CpusetCpus}} {{.PidsLimit}} {{.RestartPolicy.Name}} {{.RestartPolicy.MaximumRetryCount}}{{end}}"));
        Assert.Equal("134217728", await ReadAsync(id, "memory", "memory.limit_in_bytes", "memory.max"));
        Assert.Equal("33554432", await ReadAsync(id, "memory", "memory.soft_limit_in_bytes", "memory.low"));
        Assert.Equal(s_cgroups.Version == 2 ? "50000 100000" : "50000", await ReadAsync(id, "cpu", "cpu.cfs_quota_us", "cpu.max"));
        Assert.Equal(s_cgroups.Version == 2 ? "20" : "512", await ReadAsync(id, "cpu", "cpu.shares", "cpu.weight"));
        Assert.Equal("0", await ReadAsync(id, "cpuset", "cpuset.cpus", "cpuset.cpus"));
        Assert.Equal("70", await ReadAsync(id, "pids", "pids.max", "pids.max"));

        await _docker.OkAsync("update", "--pids-limit", "-1", name);
        Assert.Equal("max", await ReadAsync(id, "pids", "pids.max", "pids.max"));
        await _docker.OkAsync("rm", "-f", name);
    }

    [Fact]
    public async Task Limits_of_a_stopped_container_are_there_when_it_starts()
    {
        var name = Unique.Name();
        var id = await _docker.OkAsync("create", "--name", name, BusyboxImage.Name, "sleep", "1000");
        await _docker.OkAsync("update", "--memory", "64m", "--memory-swap", "-1", name);
        await _docker.OkAsync("start", name);
        Assert.Equal("67108864", await ReadAsync(id, "memory", "memory.limit_in_bytes", "memory.max"));
        await _docker.OkAsync("rm", "-f", name);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_in_dockerds_words()
    {
        var name = Unique.Name();
        var id = await _docker.OkAsync("run", "-d", "--rm", "--name", name, "--memory", "64m", BusyboxImage.Name, "sleep", "1000");
        Assert.Contains(
            $"Cannot update container {id}: Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time",
            (await _docker.RunAsync("update", "--memory", "256m", name)).Error);
        Assert.Contains(
            "Restart policy cannot be updated because AutoRemove is enabled for the container",
            (await _docker.RunAsync("update", "--restart", "always", name)).Error);
        Assert.Contains("Minimum memory limit allowed is 6MB", (await _docker.RunAsync("update", "--memory", "1m", name)).Error);
        Assert.Contains("No such container: " + name + "x", (await _docker.RunAsync("update", "--memory", "64m", name + "x")).Error);
        Assert.Equal("67108864", await ReadAsync(id, "memory", "memory.limit_in_bytes", "memory.max"));
        await _docker.OkAsync("rm", "-f", name);
    }

    private async Task<string> ReadAsync(string id, string controller, string legacy, string unified)
    {
        var cgroup = $"/{engine.Namespace}/{id}";
        var file = s_cgroups.Version == 2
            ? Path.Combine(s_cgroups.UnifiedDirectoryOf(cgroup)!, unified)
            : Path.Combine(s_cgroups.DirectoryOf(controller, cgroup)!, legacy);
        return (await File.ReadAllTextAsync(file)).Trim();
    }
}
