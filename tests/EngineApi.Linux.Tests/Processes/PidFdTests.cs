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

    [Theory]
    [InlineData("read line; exit 7", false, 7)]
    [InlineData("read line; exit 0", false, 0)]
    [InlineData("read line", true, 137)]
    public async Task The_kernel_says_how_it_ended(string script, bool killed, int exitCode)
    {
        using var child = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardInput = true })!;
        using var process = PidFd.Find(child.Id)!;
        Assert.Null(process.ExitCode);
        if (killed)
            process.Signal(9);
        else
            await child.StandardInput.WriteLineAsync();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(OperatingSystem.IsOSPlatformVersionAtLeast("linux", 6, 15) ? exitCode : null, process.ExitCode);
    }
}
