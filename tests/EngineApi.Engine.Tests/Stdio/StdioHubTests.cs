using System.IO.Pipelines;
using System.Text;
using EngineApi.Engine.Stdio;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

public sealed class StdioHubTests : IAsyncDisposable
{
    private readonly StdioFixture _stdio = new();

    [Fact]
    public async Task Both_streams_are_logged_and_framed()
    {
        using var log = await _stdio.OpenLogAsync();
        var hub = new StdioHub(_stdio.Thread, new StdioHubOptions { Log = log });
        var pumped = StdioFixture.PumpAsync(await hub.AttachAsync(new StdioAttach()));
        await _stdio.BeginAsync(hub, new StdioHubOptions());
        using (var stdout = _stdio.Output())
            stdout.WriteAll("out\n"u8);
        using (var stderr = _stdio.Output("stderr"))
            stderr.WriteAll("err"u8);
        await hub.DrainAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        var (output, end) = await pumped;
        Assert.Equal(StdioEnd.EndOfStream, end);
        Assert.Contains("\u0001\0\0\0\0\0\0\u0004out\n", output, StringComparison.Ordinal);
        Assert.Contains("\u0002\0\0\0\0\0\0\u0003err", output, StringComparison.Ordinal);
        Assert.Equal([("out\n", "stdout"), ("err", "stderr")], _stdio.Entries().OrderByDescending(entry => entry.Stream));
    }

    [Fact]
    public async Task A_tty_is_raw_and_a_client_may_want_one_stream()
    {
        var hub = await _stdio.BeginAsync(StdioHubOptions.ForExec(tty: true));
        var both = StdioFixture.PumpAsync(await hub.AttachAsync(new StdioAttach()));
        var none = StdioFixture.PumpAsync(await hub.AttachAsync(new StdioAttach { Stdout = false }));
        using (var stdout = _stdio.Output())
            stdout.WriteAll("raw"u8);
        await hub.DrainAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        Assert.Equal("raw", (await both).Output);
        Assert.Equal("", (await none).Output);
    }

    [Fact]
    public async Task A_grandchild_that_holds_the_output_does_not_hold_the_end()
    {
        var hub = await _stdio.BeginAsync(StdioHubOptions.ForExec(tty: true));
        var pumped = StdioFixture.PumpAsync(await hub.AttachAsync(new StdioAttach()));
        using var held = _stdio.Output();
        held.WriteAll("last words"u8);
        await hub.DrainAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        Assert.Equal(("last words", StdioEnd.EndOfStream), await pumped);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_dropped_and_the_log_is_whole()
    {
        using var log = await _stdio.OpenLogAsync();
        var options = new StdioHubOptions { Log = log, Tty = true, QueueBytes = 64 << 10, ClientStall = TimeSpan.FromMilliseconds(100) };
        var hub = await _stdio.BeginAsync(options);
        var stuck = await hub.AttachAsync(new StdioAttach());
        var full = new Pipe(new PipeOptions(pauseWriterThreshold: 1024, resumeWriterThreshold: 512));
        var pumped = stuck.PumpAsync(full.Writer, TestContext.Current.CancellationToken);
        await WriteLinesAsync(50_000);
        await hub.DrainAsync(StdioFixture.Deadline).WaitAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        Assert.Equal(50_000, _stdio.Entries().Count);
        await full.Reader.CompleteAsync();
        await pumped.WaitAsync(StdioFixture.Deadline);
    }

    [Fact]
    public async Task A_slow_client_of_an_exec_gets_every_byte()
    {
        var hub = await _stdio.BeginAsync(StdioHubOptions.ForExec(tty: true) with { QueueBytes = 64 << 10 });
        var client = await hub.AttachAsync(new StdioAttach());
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4096, resumeWriterThreshold: 2048));
        var pumped = client.PumpAsync(pipe.Writer, TestContext.Current.CancellationToken);
        var written = WriteLinesAsync(50_000);
        var lines = 0;
        while (lines < 50_000)
        {
            var read = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(StdioFixture.Deadline);
            foreach (var segment in read.Buffer)
                lines += segment.Span.Count((byte)'\n');
            pipe.Reader.AdvanceTo(read.Buffer.End);
        }

        await written;
        await hub.DrainAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        Assert.Equal(StdioEnd.EndOfStream, await pumped.WaitAsync(StdioFixture.Deadline));
    }

    [Fact]
    public async Task Attach_with_logs_is_exact()
    {
        using var log = await _stdio.OpenLogAsync();
        var hub = await _stdio.BeginAsync(new StdioHubOptions { Log = log, Tty = true });
        using var output = _stdio.Output();
        var first = await hub.AttachAsync(new StdioAttach());
        var pipe = new Pipe();
        var pumpedFirst = first.PumpAsync(pipe.Writer, TestContext.Current.CancellationToken);
        output.WriteAll("one\ntwo\nthr"u8);
        var seen = await pipe.Reader.ReadAtLeastAsync(11, TestContext.Current.CancellationToken);
        Assert.Equal(11, seen.Buffer.Length);
        var later = StdioFixture.PumpAsync(await hub.AttachAsync(new StdioAttach { Logs = true }));
        output.WriteAll("ee\n"u8);
        output.Dispose();
        await hub.DrainAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        Assert.Equal("one\ntwo\nthree\n", (await later).Output);
        await pipe.Reader.CompleteAsync();
        await pumpedFirst.WaitAsync(StdioFixture.Deadline);
        var logsOnly = StdioFixture.PumpAsync(await hub.AttachAsync(new StdioAttach { Logs = true, Stream = false }));
        Assert.Equal(("one\ntwo\nthree\n", StdioEnd.EndOfStream), await logsOnly);
    }

    [Fact]
    public async Task A_hub_serves_one_run_after_the_other()
    {
        using var log = await _stdio.OpenLogAsync();
        var hub = new StdioHub(_stdio.Thread, new StdioHubOptions { Log = log, Tty = true });
        foreach (var run in (string[])["first", "second"])
        {
            var pumped = StdioFixture.PumpAsync(await hub.AttachAsync(new StdioAttach()));
            await _stdio.BeginAsync(hub, new StdioHubOptions { Tty = true });
            using (var stdout = _stdio.Output())
                stdout.WriteAll(Encoding.UTF8.GetBytes(run));
            await hub.DrainAsync(StdioFixture.Deadline);
            await hub.EndRunAsync();
            Assert.Equal((run, StdioEnd.EndOfStream), await pumped);
        }

        Assert.Equal(["first", "second"], _stdio.Entries().Select(entry => entry.Log));
    }

    [Fact]
    public async Task A_failed_start_ends_the_clients()
    {
        var hub = await _stdio.BeginAsync(StdioHubOptions.ForExec(tty: false));
        var pumped = StdioFixture.PumpAsync(await hub.AttachAsync(new StdioAttach()));
        await hub.AbortAsync();
        Assert.Equal(("", StdioEnd.EndOfStream), await pumped);
        Assert.False(Directory.Exists(_stdio.Paths().Directory));
    }

    public ValueTask DisposeAsync() => _stdio.DisposeAsync();

    private Task WriteLinesAsync(int count) => Task.Factory.StartNew(
        () =>
        {
            using var output = _stdio.Output();
            for (var line = 0; line < count; line++)
                output.WriteAll("a line of some length that fills the pipe after a while\n"u8);
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
