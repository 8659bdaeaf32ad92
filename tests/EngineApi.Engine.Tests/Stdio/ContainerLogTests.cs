using EngineApi.Engine.Stdio;
using EngineApi.Linux.Descriptors;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

public sealed class ContainerLogTests : IAsyncDisposable
{
    private readonly StdioFixture _stdio = new();

    [Fact]
    public async Task Rotation_keeps_max_file_files_and_loses_no_line()
    {
        var log = await _stdio.OpenLogAsync(new JsonFileOptions(1000, 3));
        await RunAsync(log, string.Concat(Enumerable.Range(0, 100).Select(number => $"line {number}\n")));
        log.Dispose();
        Assert.False(File.Exists(_stdio.LogPath + ".3"));
        string[] files = [_stdio.LogPath + ".2", _stdio.LogPath + ".1", _stdio.LogPath];
        var kept = files.SelectMany(file => _stdio.Entries(file)).Select(entry => entry.Log).ToList();
        Assert.Equal(Enumerable.Range(100 - kept.Count, kept.Count).Select(number => $"line {number}\n"), kept);
        Assert.InRange(new FileInfo(files[0]).Length, 1000, 1100);
    }

    [Fact]
    public async Task One_file_starts_anew_at_its_limit()
    {
        var log = await _stdio.OpenLogAsync(new JsonFileOptions(1000, 1));
        await RunAsync(log, string.Concat(Enumerable.Range(0, 100).Select(number => $"line {number}\n")));
        log.Dispose();
        Assert.False(File.Exists(_stdio.LogPath + ".1"));
        Assert.Equal("line 99\n", _stdio.Entries()[^1].Log);
        Assert.InRange(new FileInfo(_stdio.LogPath).Length, 1, 1100);
    }

    [Fact]
    public async Task A_torn_line_is_cut_and_logged_again_from_the_spool()
    {
        var log = await _stdio.OpenLogAsync();
        await RunAsync(log, "one\ntwo\nthree\n");
        log.Dispose();
        var whole = File.ReadAllBytes(_stdio.LogPath);
        for (var length = 0; length < whole.Length; length += 7)
        {
            using (var file = FileDescriptor.Open(_stdio.LogPath, OpenFlags.ReadWrite))
                file.Truncate(length);
            (await _stdio.OpenLogAsync()).Dispose();
            Assert.Equal(["one\n", "two\n", "three\n"], _stdio.Entries().Select(entry => entry.Log));
        }
    }

    [Fact]
    public async Task An_interrupted_rotation_is_finished()
    {
        var log = await _stdio.OpenLogAsync();
        await RunAsync(log, "one\ntwo\n");
        log.Dispose();

        // The instant after the spools were renamed to the new file and before the files were shifted.
        var files = new LogFiles(_stdio.LogPath);
        using (var next = LogFiles.OpenForAppend(files.Next))
        {
            var (stdout, stderr) = LogRecovery.Run(files, 3);
            stdout.Dispose();
            stderr.Dispose();
        }

        Assert.False(File.Exists(files.Next));
        using (var next = LogFiles.OpenForAppend(files.Next))
        {
            var name = SpoolName.Parse(Path.GetFileName(Directory.GetFiles(files.SpoolDirectory, "stdout-*").Single()))!;
            var spool = Spool.Open(files.SpoolDirectory, name);
            spool.Logged = spool.Size;
            spool.Rebase(FileStatus.Of(next).Inode, 0);
            spool.Dispose();
        }

        (await _stdio.OpenLogAsync(new JsonFileOptions(1000, 3))).Dispose();
        Assert.Equal(["one\n", "two\n"], _stdio.Entries(_stdio.LogPath + ".1").Select(entry => entry.Log));
        Assert.Empty(File.ReadAllBytes(_stdio.LogPath));
        Assert.False(File.Exists(files.Next));
    }

    [Fact]
    public async Task The_spool_is_started_anew_when_it_grew()
    {
        var log = await _stdio.OpenLogAsync();
        var line = new string('x', 99) + "\n";
        await RunAsync(log, string.Concat(Enumerable.Repeat(line, 40_000)));
        log.Dispose();
        var spool = Assert.Single(Directory.GetFiles(Path.Join(Path.GetDirectoryName(_stdio.LogPath), "spool"), "stdout-*"));
        Assert.InRange(new FileInfo(spool).Length, 0, 2 << 20);
        (await _stdio.OpenLogAsync()).Dispose();
        Assert.Equal(40_000, File.ReadLines(_stdio.LogPath).Count());
    }

    public ValueTask DisposeAsync() => _stdio.DisposeAsync();

    private async Task RunAsync(ContainerLog log, string text)
    {
        var hub = await _stdio.BeginAsync(new StdioHubOptions { Log = log });
        var writing = Task.Run(() =>
        {
            using var stdout = _stdio.Output();
            using var stderr = _stdio.Output("stderr");
            stdout.WriteAll(System.Text.Encoding.UTF8.GetBytes(text));
        });
        await writing;
        await hub.DrainAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
    }
}
