using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Oci;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Spec;

public class SpecResourcesTests
{
    private static OciResources For(Action<HostConfig> change) => SpecResources.For(Given.HostConfig(change), Given.Host);

    [Fact]
    public void Nothing_asked_limits_nothing() => Assert.Equal(new OciResources(), For(_ => { }));

    [Fact]
    public void Memory_is_in_bytes() => Assert.Equal(
        new OciMemory { Limit = 64 << 20, Swap = 128 << 20, Reservation = 32 << 20, Swappiness = 0, DisableOOMKiller = true },
        For(host =>
        {
            host.Memory = 64 << 20;
            host.MemorySwap = 128 << 20;
            host.MemoryReservation = 32 << 20;
            host.MemorySwappiness = 0;
            host.OomKillDisable = true;
            host.KernelMemory = 1 << 30;
        }).Memory);

    [Fact]
    public void Unlimited_swap_is_minus_one() => Assert.Equal(-1, For(host => host.MemorySwap = -1).Memory!.Swap);

    [Fact]
    public void Nano_cpus_become_a_quota() => Assert.Equal(
        new OciCpu { Quota = 150_000, Period = 100_000 }, For(host => host.NanoCpus = 1_500_000_000).Cpu);

    [Fact]
    public void Cpu_numbers_go_through() => Assert.Equal(
        new OciCpu { Shares = 512, Quota = 50_000, Period = 100_000, Cpus = "0-1", Mems = "0", RealtimePeriod = 1000, RealtimeRuntime = 500 },
        For(host =>
        {
            (host.CpuShares, host.CpuQuota, host.CpuPeriod) = (512, 50_000, 100_000);
            (host.CpusetCpus, host.CpusetMems) = ("0-1", "0");
            (host.CpuRealtimePeriod, host.CpuRealtimeRuntime) = (1000, 500);
        }).Cpu);

    [Theory]
    [InlineData(null, null)]
    [InlineData(0L, null)]
    [InlineData(-7L, -1L)]
    [InlineData(100L, 100L)]
    public void Pids(long? asked, long? limit) => Assert.Equal(limit, For(host => host.PidsLimit = asked).Pids?.Limit);

    [Fact]
    public void Block_devices_are_named_by_number()
    {
        var block = For(host =>
        {
            host.BlkioWeight = 300;
            host.BlkioWeightDevice = [new WeightDevice { Path = "/dev/sda", Weight = 500 }];
            host.BlkioDeviceReadBps = [new ThrottleDevice { Path = "/dev/sda", Rate = 1 << 20 }];
        }).BlockIO!;
        Assert.Equal((ushort)300, block.Weight);
        Assert.Equal([new OciWeightDevice { Major = 8, Minor = 0, Weight = 500 }], block.WeightDevice);
        Assert.Equal([new OciThrottleDevice { Major = 8, Minor = 0, Rate = 1 << 20 }], block.ThrottleReadBpsDevice);
    }

    [Fact]
    public void A_missing_block_device_is_refused() => Assert.Equal("no such device: \"/dev/nosuch\"", Given.Refusal(() =>
        For(host => host.BlkioDeviceReadBps = [new ThrottleDevice { Path = "/dev/nosuch", Rate = 1 }])));
}
