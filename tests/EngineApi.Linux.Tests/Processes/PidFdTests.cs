using System.Diagnostics;
using EngineApi.Linux.Epoll;
using EngineApi.Linux.Processes;
using Xunit;

namespace EngineApi.Linux.Tests.Processes;

public sealed class PidFdTests
{
    [Fact]
    public async Task A_process_is_watched_and_signalled()
    {
        using var reactor = new Reactor(failure => Assert.Fail(failure.Message));
        using var child = Process.Start("sleep", "60");
        using var process = PidFd.Find(child.Id)!;
        Assert.False(process.HasExited);
        Assert.True(PidFd.IsAlive(child.Id));
        Assert.True(process.Signal(9));
        await process.ExitedAsync(reactor).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(process.HasExited);
        await child.WaitForExitAsync();
        Assert.False(process.Signal(9));
        Assert.False(PidFd.IsAlive(child.Id));
    }
}
