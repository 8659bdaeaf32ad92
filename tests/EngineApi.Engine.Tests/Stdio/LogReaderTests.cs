using System.IO.Pipelines;
using System.Text;
using EngineApi.Engine.Stdio;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

public sealed class LogReaderTests : IAsyncDisposable
{
    private readonly StdioFixture _stdio = new();

    [Fact]
    public async Task Tail_time_stamps_and_streams_are_chosen()
    {
        File.WriteAllText(_stdio.LogPath, Line("a\\n", "stdout", 1) + Line("b\\n", "stderr", 2) + Line("c\\u003c\\n", "stdout", 3) + "{\"log\":\"torn");
        Assert.Equal("a\nc<\n", await ReadAsync(new LogReadOptions { Stdout = true, Tty = true }));
        Assert.Equal("b\nc<\n", await ReadAsync(new LogReadOptions { Stdout = true, Stderr = true, Tty = true, Tail = 2 }));
        Assert.Equal("", await ReadAsync(new LogReadOptions { Stdout = true, Tty = true, Tail = 0 }));
        Assert.Equal("a\nb\nc<\n", await ReadAsync(new LogReadOptions { Stdout = true, Stderr = true, Tty = true, Tail = 9 }));
        Assert.Equal("b\n", await ReadAsync(new LogReadOptions { Stdout = true, Stderr = true, Tty = true, Since = At(2), Until = At(2) }));
        Assert.Equal(
            "\u0002\0\0\0\0\0\0\u00212026-01-01T00:00:02.500000000Z b\n",
            await ReadAsync(new LogReadOptions { Stderr = true, Timestamps = true }));
    }

    [Fact]
    public async Task Details_are_sorted_and_escaped()
    {
        File.WriteAllText(_stdio.LogPath, "{\"log\":\"a\\n\",\"stream\":\"stdout\",\"attrs\":{\"z\":\"1 2\",\"k\":\"v\"},\"time\":\"2026-01-01T00:00:01Z\"}\n" + Line("b\\n", "stdout", 2));
        Assert.Equal("k=v,z=1+2 a\n b\n", await ReadAsync(new LogReadOptions { Stdout = true, Tty = true, Details = true }));
    }

    [Fact]
    public async Task Rotated_files_come_first_and_count_for_the_tail()
    {
        File.WriteAllText(_stdio.LogPath + ".2", Line("1\\n", "stdout", 1) + Line("2\\n", "stdout", 1));
        File.WriteAllText(_stdio.LogPath + ".1", Line("3\\n", "stdout", 1) + Line("4\\n", "stdout", 1));
        File.WriteAllText(_stdio.LogPath, Line("5\\n", "stdout", 1));
        Assert.Equal("1\n2\n3\n4\n5\n", await ReadAsync(new LogReadOptions { Stdout = true, Tty = true }));
        Assert.Equal("2\n3\n4\n5\n", await ReadAsync(new LogReadOptions { Stdout = true, Tty = true, Tail = 4 }));
        Assert.Equal("4\n5\n", await ReadAsync(new LogReadOptions { Stdout = true, Tty = true, Tail = 2 }));
    }

    [Fact]
    public async Task No_log_at_all_reads_as_empty() =>
        Assert.Equal("", await ReadAsync(new LogReadOptions { Stdout = true, Tail = 5 }));

    [Fact]
    public async Task Follow_goes_over_rotations_and_ends_with_the_container()
    {
        using var log = await _stdio.OpenLogAsync(new JsonFileOptions(500, 1000));
        var hub = await _stdio.BeginAsync(new StdioHubOptions { Log = log, Tty = true });
        var pipe = new Pipe();
        var reader = new LogReader(_stdio.LogPath, log.Signal, TimeProvider.System);
        var following = reader.CopyToAsync(new LogReadOptions { Stdout = true, Tty = true, Follow = true }, pipe.Writer, default);
        var all = StdioFixture.ReadAllAsync(pipe.Reader);
        var expected = new StringBuilder();
        using (var output = _stdio.Output())
        {
            for (var number = 0; number < 2000; number++)
            {
                var line = $"line {number}\n";
                expected.Append(line);
                output.WriteAll(Encoding.ASCII.GetBytes(line));
            }

            Assert.False(following.IsCompleted);
        }

        await hub.DrainAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        Assert.True(await following.WaitAsync(StdioFixture.Deadline));
        await pipe.Writer.CompleteAsync();
        Assert.Equal(expected.ToString(), await all);
    }

    [Fact]
    public async Task Follow_of_a_stopped_container_ends_at_once()
    {
        using var log = await _stdio.OpenLogAsync();
        var reader = new LogReader(_stdio.LogPath, log.Signal, TimeProvider.System);
        Assert.True(await reader.CopyToAsync(new LogReadOptions { Stdout = true, Follow = true }, new Pipe().Writer, default).WaitAsync(StdioFixture.Deadline));
    }

    public ValueTask DisposeAsync() => _stdio.DisposeAsync();

    private static string Line(string log, string stream, int second) =>
        $"{{\"log\":\"{log}\",\"stream\":\"{stream}\",\"time\":\"2026-01-01T00:00:0{second}.5Z\"}}\n";

    private static DateTimeOffset At(int second) => new(2026, 1, 1, 0, 0, second, 500, TimeSpan.Zero);

    private async Task<string> ReadAsync(LogReadOptions options)
    {
        var pipe = new Pipe();
        var all = StdioFixture.ReadAllAsync(pipe.Reader);
        await new LogReader(_stdio.LogPath, null, TimeProvider.System).CopyToAsync(options, pipe.Writer, default);
        await pipe.Writer.CompleteAsync();
        return await all;
    }
}
