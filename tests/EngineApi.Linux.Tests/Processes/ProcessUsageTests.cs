using EngineApi.Linux.Processes;
using Xunit;

namespace EngineApi.Linux.Tests.Processes;

public sealed class ProcessUsageTests
{
    [Fact]
    public void This_process_has_used_something()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "proc(5) is Linux's");
        var usage = ProcessUsage.Read();
        Assert.True(usage.CpuTime > TimeSpan.Zero);
        Assert.InRange(usage.ResidentBytes, 1 << 20, usage.VirtualBytes);
        Assert.InRange(usage.OpenDescriptors, 3, usage.MaxDescriptors);
        Assert.InRange(usage.StartedAt, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData("Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 524288               files     \n", 1024)]
    [InlineData("Max open files            unlimited            unlimited            files     \n", double.PositiveInfinity)]
    public void The_soft_limit_is_the_one_that_counts(string limits, double most) => Assert.Equal(most, ProcessUsage.ParseMaxOpenFiles(limits));

    [Fact]
    public void Without_the_line_there_is_no_answer() => Assert.Throws<FormatException>(() => ProcessUsage.ParseMaxOpenFiles("Max processes 1 1 processes\n"));
}
