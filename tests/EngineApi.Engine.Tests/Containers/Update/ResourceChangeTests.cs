using EngineApi.Engine.Containers.Update;
using EngineApi.Engine.Oci;
using EngineApi.Engine.Tests.Containers.Spec;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Update;

public sealed class ResourceChangeTests
{
    public static TheoryData<string, Action<HostConfig>, ContainerUpdateRequest> Conflicts => new()
    {
        {
            "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time",
            host => (host.Memory, host.MemorySwap) = (64 << 20, 128 << 20), new() { Memory = 256 << 20 }
        },
        {
            "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time",
            _ => { }, new() { Memory = 256 << 20 }
        },
        { "Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set", host => host.CpuPeriod = 1000, new() { NanoCpus = 1 } },
        { "Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set", host => host.CpuQuota = 1000, new() { NanoCpus = 1 } },
        { "Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set", host => host.NanoCpus = 1, new() { CpuPeriod = 1000 } },
        { "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set", host => host.NanoCpus = 1, new() { CpuQuota = 1000 } },
        {
            "Restart policy cannot be updated because AutoRemove is enabled for the container",
            host => host.AutoRemove = true, new() { RestartPolicy = new() { Name = "always" } }
        },
    };

    [Theory, MemberData(nameof(Conflicts))]
    public void What_does_not_go_with_what_the_container_has_is_refused(string message, Action<HostConfig> current, ContainerUpdateRequest request)
    {
        var error = Assert.Throws<EngineException>(() => ResourceChange.Merge(Given.HostConfig(current), request));
        Assert.Equal((ErrorKind.Conflict, message), (error.Kind, error.Message));
    }

    [Fact]
    public void What_the_request_does_not_say_stays_as_it_is()
    {
        var current = Given.HostConfig(host => (host.Memory, host.MemorySwap, host.CpuShares, host.CpusetCpus) = (64 << 20, -1, 512, "0"));
        var next = ResourceChange.Merge(current, new() { Memory = 256 << 20, PidsLimit = 0, BlkioWeight = 300, RestartPolicy = new() { Name = "on-failure", MaximumRetryCount = 3 } });
        Assert.Equal((256 << 20, -1, 512, "0"), (next.Memory, next.MemorySwap, next.CpuShares, next.CpusetCpus));
        Assert.Equal((0L, 300, "on-failure", 3), (next.PidsLimit!.Value, (int)next.BlkioWeight, next.RestartPolicy.Name, next.RestartPolicy.MaximumRetryCount));
        Assert.Equal((64 << 20, null, ""), (current.Memory, current.PidsLimit, current.RestartPolicy.Name));
        Assert.Equal("bridge", ResourceChange.Merge(current, new() { RestartPolicy = new() }).NetworkMode);
    }

    [Fact]
    public void The_runtime_is_told_what_the_request_says_and_nothing_else()
    {
        Assert.Null(ResourceChange.ForRuntime(new() { RestartPolicy = new() { Name = "always" } }, Given.Host));
        Assert.Equal(
            new OciResources { Pids = new() { Limit = -1 }, Cpu = new() { Quota = 150_000, Period = 100_000 } },
            ResourceChange.ForRuntime(new() { PidsLimit = 0, NanoCpus = 1_500_000_000 }, Given.Host));
        Assert.Equal(
            new OciResources { Memory = new() { Limit = 64 << 20, Swap = -1 } },
            ResourceChange.ForRuntime(new() { Memory = 64 << 20, MemorySwap = -1 }, Given.Host));
    }

    [Fact]
    public void Taken_back_each_limit_is_as_it_was_or_as_the_kernel_has_it()
    {
        var change = ResourceChange.ForRuntime(
            new() { Memory = 1 << 30, MemoryReservation = 1 << 29, CpuShares = 5, CpuQuota = 2000, CpusetCpus = "1", PidsLimit = 9, BlkioWeight = 10 }, Given.Host)!;
        var limited = Given.HostConfig(host => (host.Memory, host.MemorySwap, host.CpuShares, host.PidsLimit) = (64 << 20, 128 << 20, 512, 50));
        Assert.Equal(
            new OciResources
            {
                Memory = new() { Limit = 64 << 20, Swap = 128 << 20, Reservation = -1 },
                Cpu = new() { Shares = 512, Quota = -1, Cpus = "0-3" },
                Pids = new() { Limit = 50 },
                BlockIO = new() { Weight = 500 },
            },
            ResourceChange.Reverse(change, limited, Given.Host.Cgroup));
        Assert.Equal(
            new OciResources { Memory = new() { Limit = -1, Swap = -1 } },
            ResourceChange.Reverse(new() { Memory = new() { Limit = 1 } }, Given.HostConfig(), Given.Host.Cgroup));
    }
}
