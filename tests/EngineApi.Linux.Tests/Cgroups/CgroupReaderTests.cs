using EngineApi.Linux.Cgroups;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Linux.Tests.Cgroups;

public sealed class CgroupReaderTests : IDisposable
{
    private const string Id = "0123abcd";

    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Version_1_is_read_from_the_directories_of_its_controllers()
    {
        var counters = Read(_host.WithVersion1Process(7, "/default/" + Id)
            .With($"cgroup/pids/default/{Id}/pids.current", "3\n")
            .With($"cgroup/pids/default/{Id}/pids.max", "max\n")
            .With($"cgroup/cpu,cpuacct/default/{Id}/cpuacct.usage", "38847506\n")
            .With($"cgroup/cpu,cpuacct/default/{Id}/cpuacct.usage_percpu", "37737368 1110138 \n")
            .With($"cgroup/cpu,cpuacct/default/{Id}/cpuacct.stat", "user 1\nsystem 2\n")
            .With($"cgroup/cpu,cpuacct/default/{Id}/cpu.stat", "nr_periods 11\nnr_throttled 5\nthrottled_time 700\n")
            .With($"cgroup/memory/default/{Id}/memory.usage_in_bytes", "344064\n")
            .With($"cgroup/memory/default/{Id}/memory.max_usage_in_bytes", "5070848\n")
            .With($"cgroup/memory/default/{Id}/memory.limit_in_bytes", "9223372036854771712\n")
            .With($"cgroup/memory/default/{Id}/memory.failcnt", "4\n")
            .With($"cgroup/memory/default/{Id}/memory.stat", "cache 1\nrss 2\nshmem 3\ntotal_inactive_file 4\n")
            .With($"cgroup/blkio/default/{Id}/blkio.throttle.io_serviced_recursive", "8:0 Read 2\n8:0 Total 2\nTotal 2\n")
            .With($"cgroup/blkio/default/{Id}/blkio.throttle.io_service_bytes_recursive", "8:0 Read 8192\n8:16 4096\nTotal 12288\n"), _host.Version1)!;

        Assert.Equal((3ul, 0ul), (counters.PidsCurrent, counters.PidsLimit));
        Assert.Equal((38847506ul, 20000000ul, 10000000ul), (counters.CpuTotal, counters.CpuKernel, counters.CpuUser));
        Assert.Equal([37737368, 1110138], counters.CpuPerCpu);
        Assert.Equal((11ul, 5ul, 700ul), (counters.ThrottlePeriods, counters.ThrottledPeriods, counters.ThrottledTime));
        Assert.Equal((344064ul, 5070848ul, 4ul), (counters.MemoryUsage, counters.MemoryMaxUsage, counters.MemoryFailures));
        Assert.Equal(9223372036854771712ul, counters.MemoryLimit);
        var stat = new Dictionary<string, ulong>(counters.MemoryStat);
        Assert.Equal((1ul, 2ul, 4ul, 0ul), (stat["cache"], stat["rss"], stat["total_inactive_file"], stat["hierarchical_memsw_limit"]));
        Assert.DoesNotContain("shmem", stat.Keys);
        Assert.Equal([new(8, 0, "Read", 8192), new(8, 16, "", 4096)], counters.Blocks.ServiceBytes);
        Assert.Equal([new(8, 0, "Read", 2), new(8, 0, "Total", 2)], counters.Blocks.Serviced);
        Assert.Equal([], counters.Blocks.Merged);
    }

    [Fact]
    public void The_CFQ_scheduler_counts_more()
    {
        var blocks = Read(_host.WithVersion1Process(7, "/default/" + Id)
            .With($"cgroup/blkio/default/{Id}/blkio.io_serviced_recursive", "8:0 Read 2\n")
            .With($"cgroup/blkio/default/{Id}/blkio.io_merged_recursive", "8:0 Read 1\n")
            .With($"cgroup/blkio/default/{Id}/blkio.sectors_recursive", "8:0 16\n")
            .With($"cgroup/blkio/default/{Id}/blkio.throttle.io_serviced", "8:0 Read 9\n"), _host.Version1)!.Blocks;
        Assert.Equal([new(8, 0, "Read", 2)], blocks.Serviced);
        Assert.Equal([new(8, 0, "Read", 1)], blocks.Merged);
        Assert.Equal([new(8, 0, "", 16)], blocks.Sectors);
    }

    /// <summary>An init system in the container has moved itself into a child of the container's cgroup.</summary>
    [Fact]
    public void Version_2_is_read_from_the_containers_own_cgroup()
    {
        var counters = Read(_host.WithVersion2Process(7, $"/default/{Id}/init.scope")
            .With($"cgroup/default/{Id}/pids.current", "5\n")
            .With($"cgroup/default/{Id}/pids.max", "100\n")
            .With($"cgroup/default/{Id}/cpu.stat", "usage_usec 3000\nuser_usec 1000\nsystem_usec 2000\nnr_periods 4\nnr_throttled 2\nthrottled_usec 9\nnr_bursts 0\n")
            .With($"cgroup/default/{Id}/memory.current", "4096\n")
            .With($"cgroup/default/{Id}/memory.max", "max\n")
            .With($"cgroup/default/{Id}/memory.events", "low 0\nhigh 0\nmax 7\noom 2\noom_kill 1\noom_group_kill 0\n")
            .With($"cgroup/default/{Id}/memory.stat", "anon 100\nfile 200\nworkingset_refault_anon 3\nworkingset_refault_file 4\nzswap 9\n")
            .With($"cgroup/default/{Id}/io.stat", "8:0 rbytes=1024 wbytes=2048 rios=1 wios=2 dbytes=0 dios=0\n7:0 \n"), _host.Version2)!;

        Assert.Equal((5ul, 100ul), (counters.PidsCurrent, counters.PidsLimit));
        Assert.Equal((3000000ul, 2000000ul, 1000000ul), (counters.CpuTotal, counters.CpuKernel, counters.CpuUser));
        Assert.Empty(counters.CpuPerCpu);
        Assert.Equal((4ul, 2ul, 9000ul), (counters.ThrottlePeriods, counters.ThrottledPeriods, counters.ThrottledTime));
        Assert.Equal((4096ul, ulong.MaxValue, 2ul), (counters.MemoryUsage, counters.MemoryLimit, counters.MemoryFailures));
        var stat = new Dictionary<string, ulong>(counters.MemoryStat);
        Assert.Equal((100ul, 200ul, 7ul), (stat["anon"], stat["file"], stat["workingset_refault"]));
        Assert.DoesNotContain("zswap", stat.Keys);
        Assert.Equal([new(8, 0, "read", 1024), new(8, 0, "write", 2048)], counters.Blocks.ServiceBytes);
        Assert.Null(counters.Blocks.Serviced);
    }

    /// <summary>The kernel moves one that ends to the root, whose counters are the host's.</summary>
    [Fact]
    public void A_process_that_left_its_cgroup_has_no_counters()
    {
        _host.With("cgroup/memory.current", "1\n").With("cgroup/memory/memory.usage_in_bytes", "1\n");
        Assert.Null(Read(_host.WithVersion2Process(7, "/"), _host.Version2));
        Assert.Null(Read(_host.WithVersion1Process(7, "/"), _host.Version1));
        Assert.Null(ProcessCgroups.TryRead(8, _host.Proc));
    }

    [Fact]
    public void Kills_for_want_of_memory_are_counted_by_both_versions()
    {
        Assert.Equal(0ul, CgroupReader.OomKills(_host.Version1, "/default/" + Id));
        _host.With($"cgroup/memory/default/{Id}/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        Assert.Equal(2ul, CgroupReader.OomKills(_host.Version1, "/default/" + Id));
        _host.With($"cgroup/default/{Id}/memory.events", "oom 5\noom_kill 3\n");
        Assert.Equal(3ul, CgroupReader.OomKills(_host.Version2, "/default/" + Id));
    }

    private static CgroupCounters? Read(FakeHost host, CgroupMounts mounts) =>
        CgroupReader.TryRead(mounts, ProcessCgroups.TryRead(7, host.Proc)!, Id);
}
