using EngineApi.Linux.Host;
using Xunit;

namespace EngineApi.Linux.Tests.Host;

public sealed class HostCountersTests
{
    [Fact]
    public void Cpu_time_is_without_steal_and_guests()
    {
        var time = HostCpuTime.Parse("cpu  10 20 30 40 50 60 70 1000 2000 3000\ncpu0 1 2\ncpu1 3 4\nintr 5 6\ncpu9 7\n");
        Assert.Equal(new HostCpuTime(2_800_000_000, 2), time);
    }

    [Fact]
    public void The_real_clock_goes_on()
    {
        var first = HostCpuTime.Read();
        Assert.True(first.OnlineCpus >= 1 && first.Nanoseconds > 0);
        Assert.True(HostCpuTime.Read().Nanoseconds >= first.Nanoseconds);
    }

    [Fact]
    public void Interfaces_are_read_with_both_directions()
    {
        const string Dev = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:       1       1    0    0    0     0          0         0        1       1    0    0    0     0       0          0
              eth0:    1042      11    3    4    0     0          0         0      126       9    7    8    0     0       0          0
            """;
        Assert.Equal(new InterfaceCounters("eth0", 1042, 11, 3, 4, 126, 9, 7, 8), InterfaceCounters.Parse(Dev)[1]);
        Assert.Contains(InterfaceCounters.Read(Environment.ProcessId), one => one.Name == "lo");
        Assert.Empty(InterfaceCounters.Read(int.MaxValue));
    }
}
