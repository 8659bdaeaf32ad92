using EngineApi.Engine.Stdio;
using EngineApi.Linux.Mounts;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

public sealed class FullDiskTests : IAsyncDisposable
{
    private readonly StdioFixture _stdio = new();
    private bool _mounted;

    [Fact]
    public async Task A_full_disk_costs_log_lines_but_stops_nobody()
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounting a small file system needs root");
        MountCalls.Mount(new MountSpec("tmpfs", "tmpfs", ["size=1500k"]), Path.GetDirectoryName(_stdio.LogPath)!);
        _mounted = true;
        using var log = await _stdio.OpenLogAsync();
        var hub = await _stdio.BeginAsync(new StdioHubOptions { Log = log, Tty = true });
        var pumped = StdioFixture.PumpAsync(await hub.AttachAsync(new StdioAttach()));
        const int Lines = 60_000;
        await Task.Run(() =>
        {
            using var output = _stdio.Output();
            for (var number = 0; number < Lines; number++)
                output.WriteAll("a line that a full disk has no room for in the end\n"u8);
        });
        await hub.DrainAsync(StdioFixture.Deadline).WaitAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        Assert.Equal(Lines, (await pumped).Output.Count(letter => letter == '\n'));
        Assert.InRange(_stdio.Entries().Count, 1000, Lines - 1);
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounted)
            MountCalls.DetachAll(Path.GetDirectoryName(_stdio.LogPath)!);
        await _stdio.DisposeAsync();
    }
}
