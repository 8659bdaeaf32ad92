using System.IO.Pipelines;
using System.Security.Cryptography;
using EngineApi.Engine.Stdio;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

public sealed class SlowClientTests : IAsyncDisposable
{
    private const int MiB = 1 << 20;

    private readonly StdioFixture _stdio = new();

    [Fact]
    public async Task One_that_never_reads_holds_up_neither_the_process_nor_the_log_nor_the_others_and_loses_nothing()
    {
        const int lines = 100 * MiB / 64;
        using var log = await _stdio.OpenLogAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var hub = await _stdio.BeginAsync(new StdioHubOptions { Log = log, Tty = true, BacklogDirectory = _stdio.Root });
        var (good, goodEnd, goodOutput) = await AttachAsync(hub);
        var (stuck, stuckEnd, stuckOutput) = await AttachAsync(hub);
        var reading = HashAsync(good);

        var expected = await WriteAsync(lines, Line);
        await hub.DrainAsync().WaitAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();

        Assert.Equal(StdioEnd.EndOfStream, await goodEnd.WaitAsync(StdioFixture.Deadline));
        await goodOutput.CompleteAsync();
        Assert.Equal(expected, await reading.WaitAsync(StdioFixture.Deadline));
        Assert.Equal(expected, await HashLogAsync());
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 * MiB);

        var late = HashAsync(stuck);
        Assert.Equal(StdioEnd.EndOfStream, await stuckEnd.WaitAsync(StdioFixture.Deadline));
        await stuckOutput.CompleteAsync();
        Assert.Equal(expected, await late.WaitAsync(StdioFixture.Deadline));
        Assert.Equal(0, await _stdio.Thread.Reactor.RunAsync(() => _stdio.Thread.Backlogs));
        Assert.Empty(Directory.GetFiles(_stdio.Root));
    }

    [Fact]
    public async Task A_slow_one_is_waited_for_when_its_backlog_is_full_and_gets_every_byte()
    {
        var options = new StdioHubOptions { Tty = true, QueueBytes = 64 << 10, BacklogBytes = 700_001, BacklogDirectory = _stdio.Root };
        var hub = await _stdio.BeginAsync(options);
        var (client, end, output) = await AttachAsync(hub);
        var writing = WriteAsync(20_000, number => RandomNumberGenerator.GetBytes(1 + number % 997));
        var reading = HashAsync(client);
        var expected = await writing.WaitAsync(StdioFixture.Deadline);
        await hub.DrainAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        Assert.Equal(StdioEnd.EndOfStream, await end.WaitAsync(StdioFixture.Deadline));
        await output.CompleteAsync();
        Assert.Equal(expected, await reading.WaitAsync(StdioFixture.Deadline));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_takes_nothing_is_dropped_when_nothing_more_can_wait_for_it(bool hasDirectory)
    {
        var options = new StdioHubOptions
        {
            Tty = true,
            QueueBytes = 64 << 10,
            BacklogBytes = MiB,
            BacklogDirectory = hasDirectory ? _stdio.Root : Path.Join(_stdio.Root, "missing"),
            ClientStall = TimeSpan.FromMilliseconds(100),
        };
        var hub = await _stdio.BeginAsync(options);
        var (stuck, end, _) = await AttachAsync(hub);
        await WriteAsync(4 * MiB / 64, Line).WaitAsync(StdioFixture.Deadline);
        await hub.DrainAsync().WaitAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        Assert.Equal(0, await _stdio.Thread.Reactor.RunAsync(() => _stdio.Thread.Backlogs));
        _ = HashAsync(stuck);
        Assert.Equal(StdioEnd.Dropped, await end.WaitAsync(StdioFixture.Deadline));
    }

    [Fact]
    public async Task Streams_keep_their_frames_on_the_way_through_the_disk()
    {
        var hub = await _stdio.BeginAsync(new StdioHubOptions { QueueBytes = 1, BacklogDirectory = _stdio.Root });
        var (client, end, output) = await AttachAsync(hub);
        using (var stdout = _stdio.Output())
        using (var stderr = _stdio.Output("stderr"))
        {
            stdout.WriteAll("one"u8);
            stdout.WriteAll(new byte[100_000]);
            stderr.WriteAll("two"u8);
        }

        await hub.DrainAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        var all = StdioFixture.ReadAllAsync(client);
        await end.WaitAsync(StdioFixture.Deadline);
        await output.CompleteAsync();
        var text = await all;
        Assert.Contains("\u0002\0\0\0\0\0\0\u0003two", text, StringComparison.Ordinal);
        Assert.StartsWith("\u0001\0\0\0", text.Replace("\u0002\0\0\0\0\0\0\u0003two", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.InRange(text.Length, 100_006 + 16, int.MaxValue);
    }

    public ValueTask DisposeAsync() => _stdio.DisposeAsync();

    private static byte[] Line(int number)
    {
        var line = new byte[64];
        line.AsSpan().Fill((byte)'.');
        number.TryFormat(line, out _);
        line[63] = (byte)'\n';
        return line;
    }

    /// <summary>A client with a connection that holds 64 KiB.</summary>
    private static async Task<(PipeReader Read, Task<StdioEnd> End, PipeWriter Output)> AttachAsync(StdioHub hub)
    {
        var connection = new Pipe(new PipeOptions(pauseWriterThreshold: 64 << 10, resumeWriterThreshold: 32 << 10));
        var client = await hub.AttachAsync(new StdioAttach());
        return (connection.Reader, client.PumpAsync(connection.Writer, CancellationToken.None), connection.Writer);
    }

    private static async Task<string> HashAsync(PipeReader reader)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var more = true; more;)
        {
            var read = await reader.ReadAsync();
            foreach (var segment in read.Buffer)
                hash.AppendData(segment.Span);
            reader.AdvanceTo(read.Buffer.End);
            more = !read.IsCompleted;
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private async Task<string> HashLogAsync()
    {
        var pipe = new Pipe();
        var hash = HashAsync(pipe.Reader);
        await new LogReader(_stdio.LogPath, null, TimeProvider.System)
            .CopyToAsync(new LogReadOptions { Stdout = true, Tty = true }, pipe.Writer, TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        return await hash;
    }

    private Task<string> WriteAsync(int count, Func<int, byte[]> piece) => Task.Factory.StartNew(
        () =>
        {
            using var output = _stdio.Output();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var number = 0; number < count; number++)
            {
                var bytes = piece(number);
                hash.AppendData(bytes);
                output.WriteAll(bytes);
            }

            return Convert.ToHexString(hash.GetHashAndReset());
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
