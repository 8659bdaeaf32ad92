using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EngineApi.Engine.Containers;
using EngineApi.Wire;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Stats;

public sealed class StatsSamplerTests : IDisposable
{
    private readonly StatsHost _host = new();

    public void Dispose() => _host.Dispose();

    /// <summary>The files of the kernel that dockerd read for the recorded answer.</summary>
    [Fact]
    public void The_recorded_answer_follows_from_the_recorded_counters()
    {
        var golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "stats-oneshot.txt")).Split("\r\n\r\n")[1].Trim();
        var stat = new StringBuilder("shmem 5\nswap 0\n");
        foreach (var (name, value) in JsonNode.Parse(golden)!["memory_stats"]!["stats"]!.AsObject())
            stat.Append(name).Append(' ').Append(value).Append('\n');
        var cgroup = "default/" + StatsHost.Id;
        _host.Files.WithVersion1Process(StatsHost.Pid, "/" + cgroup)
            .With("proc/stat", "cpu  856904 0 0 0 0 0 0 9 9 9\ncpu0 1\ncpu1 1\n")
            .With($"proc/{StatsHost.Pid}/net/dev", "head\nhead\n lo: 9 9 0 0 0 0 0 0 9 9 0 0 0 0 0 0\n eth0: 1042 11 0 0 0 0 0 0 126 3 0 0 0 0 0 0\n tunl0: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n")
            .With($"cgroup/pids/{cgroup}/pids.current", "1\n").With($"cgroup/pids/{cgroup}/pids.max", "max\n")
            .With($"cgroup/cpu,cpuacct/{cgroup}/cpuacct.usage", "38847506\n")
            .With($"cgroup/cpu,cpuacct/{cgroup}/cpuacct.usage_percpu", "37737368 1110138 \n")
            .With($"cgroup/cpu,cpuacct/{cgroup}/cpuacct.stat", "user 1\nsystem 2\n")
            .With($"cgroup/cpu,cpuacct/{cgroup}/cpu.stat", "nr_periods 0\nnr_throttled 0\nthrottled_time 0\n")
            .With($"cgroup/memory/{cgroup}/memory.usage_in_bytes", "344064\n")
            .With($"cgroup/memory/{cgroup}/memory.max_usage_in_bytes", "5070848\n")
            .With($"cgroup/memory/{cgroup}/memory.limit_in_bytes", "67108864\n")
            .With($"cgroup/memory/{cgroup}/memory.failcnt", "0\n")
            .With($"cgroup/memory/{cgroup}/memory.stat", stat.ToString())
            .With($"cgroup/blkio/{cgroup}/blkio.throttle.io_serviced_recursive", "Total 0\n")
            .With($"cgroup/blkio/{cgroup}/blkio.throttle.io_service_bytes_recursive", "Total 0\n");

        var sample = _host.Version1.Take(_host.Add(StatsHost.Id, "gold", host => host.NetworkMode = "bridge").Current);
        Assert.Equal(GoTime.Format(DateTimeOffset.UnixEpoch), sample.Read);
        sample.Read = JsonNode.Parse(golden)!["read"]!.GetValue<string>();
        Assert.Equal(golden, JsonSerializer.Serialize(sample, WireJson.Default.ContainerStats));
    }

    [Fact]
    public void Without_a_limit_the_hosts_memory_is_the_limit_and_version_2_has_its_own_shape()
    {
        var cgroup = "default/" + StatsHost.Id;
        _host.Files.WithVersion2Process(StatsHost.Pid, "/" + cgroup)
            .With($"cgroup/{cgroup}/memory.max", "max\n").With($"cgroup/{cgroup}/memory.current", "4096\n")
            .With($"cgroup/{cgroup}/memory.stat", "anon 1\n").With($"cgroup/{cgroup}/io.stat", "8:0 rbytes=1 wbytes=2\n");
        var sample = _host.Version2.Take(_host.Add(StatsHost.Id, "gold").Current);
        Assert.Equal((4096ul, StatsHost.Memory, 0ul), (sample.MemoryStats.Usage, sample.MemoryStats.Limit, sample.MemoryStats.MaxUsage));
        Assert.Equal(31, sample.MemoryStats.Stats!.Count);
        Assert.Null(sample.CpuStats.CpuUsage.PercpuUsage);
        Assert.Equal([("read", 1ul), ("write", 2ul)], sample.BlkioStats.IoServiceBytesRecursive!.Select(one => (one.Op, one.Value)));
        Assert.Null(sample.BlkioStats.IoServicedRecursive);
    }

    [Theory]
    [InlineData("host", false)]
    [InlineData("none", true)]
    [InlineData("container:owner", false)]
    public void Networks_are_the_containers_own_and_not_the_hosts(string mode, bool has)
    {
        var owner = _host.Add(new string('d', 64), "owner", host => host.NetworkMode = "host");
        _host.Files.WithVersion2Process(StatsHost.Pid, "/default/" + StatsHost.Id)
            .With($"proc/{StatsHost.Pid}/net/dev", " eth0: 1 1 0 0 0 0 0 0 2 2 0 0 0 0 0 0\n");
        var container = _host.Add(StatsHost.Id, "gold", host => host.NetworkMode = mode.Replace("owner", owner.Id, StringComparison.Ordinal));
        Assert.Equal(has, _host.Version2.Take(container.Current).Networks?.ContainsKey("eth0") == true);
    }

    [Fact]
    public void What_does_not_run_has_used_nothing()
    {
        var container = _host.Add(StatsHost.Id, "gold");
        Assert.Equal(GoTime.Zero, _host.Version2.Take(container.Current).Read); // Its process is gone, and nobody has seen it yet.
        _host.Files.WithVersion2Process(StatsHost.Pid, "/default/" + StatsHost.Id);
        Assert.NotEqual(GoTime.Zero, _host.Version2.Take(container.Current).Read);
        Assert.Equal(GoTime.Zero, _host.Version2.Take(container.Current with { Status = ContainerStatus.Exited }).Read);
    }
}
