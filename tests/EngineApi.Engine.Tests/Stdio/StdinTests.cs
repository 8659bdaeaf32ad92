using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Stdio;
using EngineApi.Linux.Descriptors;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

public sealed class StdinTests : IAsyncDisposable
{
    private readonly StdioFixture _stdio = new();
    private readonly Pipe _input = new();

    [Fact]
    public async Task Input_before_the_start_arrives_and_its_end_closes_stdin()
    {
        var hub = await _stdio.BeginAsync(StdioHubOptions.ForExec(tty: false), stdin: true);
        var client = await hub.AttachAsync(new StdioAttach { Stdin = true });
        await _input.Writer.WriteAsync("early"u8.ToArray(), TestContext.Current.CancellationToken);
        await _input.Writer.CompleteAsync();
        await client.PumpInputAsync(_input.Reader, default).WaitAsync(StdioFixture.Deadline);
        Assert.Equal(0, _stdio.CloseStdinCalls);
        using var shim = _stdio.Input();
        await hub.StartedAsync();
        Assert.Equal(1, _stdio.CloseStdinCalls);
        Assert.Equal("early", Drain(shim, out var ended));
        Assert.True(ended);
        await hub.AbortAsync();
    }

    [Fact]
    public async Task Input_that_ends_before_the_begin_closes_stdin_at_the_start_and_of_that_run_alone()
    {
        var options = StdioHubOptions.ForExec(tty: false);
        var hub = new StdioHub(_stdio.Thread, options);
        var client = await hub.AttachAsync(new StdioAttach { Stdin = true });
        await _input.Writer.CompleteAsync();
        await client.PumpInputAsync(_input.Reader, default).WaitAsync(StdioFixture.Deadline);
        await _stdio.BeginAsync(hub, options, stdin: true);
        using (var shim = _stdio.Input())
        {
            await hub.StartedAsync();
            Assert.Equal(1, _stdio.CloseStdinCalls);
            Assert.Equal("", Drain(shim, out var ended));
            Assert.True(ended);
        }

        await hub.AbortAsync();
        await _stdio.BeginAsync(hub, options, stdin: true);
        await hub.StartedAsync();
        Assert.Equal(1, _stdio.CloseStdinCalls);
        await hub.AbortAsync();
    }

    [Fact]
    public async Task Input_that_ends_when_the_process_has_just_ended_keeps_nobody_waiting()
    {
        var options = StdioHubOptions.ForExec(tty: false);
        var hub = await _stdio.BeginAsync(options, stdin: true);
        var client = await hub.AttachAsync(new StdioAttach { Stdin = true });
        await hub.StartedAsync();
        await hub.DrainAsync(TimeSpan.Zero);

        // The exit is being shown: the client's output has not ended yet.
        await _input.Writer.CompleteAsync();
        var session = new AttachSession(client, tty: false, () => Assert.Fail("it did not detach"));
        var run = session.RunAsync(_input.Reader, new Pipe().Writer, default);
        Assert.False(run.IsCompleted);
        await hub.EndRunAsync();
        Assert.Equal(StdioEnd.EndOfStream, await run.WaitAsync(StdioFixture.Deadline));

        // Nor is it the next process's input that ended.
        await _stdio.BeginAsync(hub, options, stdin: true);
        await hub.StartedAsync();
        Assert.Equal(0, _stdio.CloseStdinCalls);
        await hub.AbortAsync();
    }

    [Fact]
    public async Task A_full_pipe_makes_the_client_wait_and_nothing_is_lost()
    {
        var hub = await _stdio.BeginAsync(StdioHubOptions.ForExec(tty: false), stdin: true);
        var client = await hub.AttachAsync(new StdioAttach { Stdin = true });
        using var shim = _stdio.Input();
        await hub.StartedAsync();
        var bytes = new byte[1 << 20];
        new Random(5).NextBytes(bytes);
        var pumping = client.PumpInputAsync(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), default);
        using var got = new MemoryStream();
        using var reactorDone = new CancellationTokenSource(StdioFixture.Deadline);
        var buffer = new byte[65536];
        while (got.Length < bytes.Length)
        {
            reactorDone.Token.ThrowIfCancellationRequested();
            if (shim.TryRead(buffer, out var count))
                got.Write(buffer, 0, count);
            await Task.Yield();
        }

        await pumping.WaitAsync(StdioFixture.Deadline);
        Assert.Equal(bytes, got.ToArray());
        await hub.AbortAsync();
    }

    [Fact]
    public async Task Without_StdinOnce_the_end_of_input_ends_only_the_client()
    {
        var options = new StdioHubOptions { Tty = false };
        var hub = await _stdio.BeginAsync(options, stdin: true);
        var client = await hub.AttachAsync(new StdioAttach { Stdin = true });
        var pumped = StdioFixture.PumpAsync(client);
        await _input.Writer.CompleteAsync();
        await client.PumpInputAsync(_input.Reader, default).WaitAsync(StdioFixture.Deadline);
        Assert.Equal(StdioEnd.EndOfStream, (await pumped).End);
        Assert.Equal(0, _stdio.CloseStdinCalls);
        await hub.AbortAsync();
    }

    [Fact]
    public async Task Detach_keys_end_that_attach_alone()
    {
        var hub = await _stdio.BeginAsync(new StdioHubOptions { Tty = true, StdinOnce = true }, stdin: true);
        var client = await hub.AttachAsync(new StdioAttach { Stdin = true });
        var other = StdioFixture.PumpAsync(await hub.AttachAsync(new StdioAttach()));
        var pumped = StdioFixture.PumpAsync(client);
        using var shim = _stdio.Input();
        await _input.Writer.WriteAsync(new byte[] { (byte)'a', 16, 16, 17, (byte)'b' }, TestContext.Current.CancellationToken);
        await client.PumpInputAsync(_input.Reader, default).WaitAsync(StdioFixture.Deadline);
        Assert.Equal(StdioEnd.Detached, (await pumped).End);
        Assert.Equal("a\u0010", Drain(shim, out _));
        Assert.False(other.IsCompleted);
        Assert.Equal(0, _stdio.CloseStdinCalls);
        await hub.AbortAsync();
        Assert.Equal(StdioEnd.EndOfStream, (await other).End);
    }

    [Fact]
    public async Task What_a_client_sent_before_it_left_arrives()
    {
        var hub = await _stdio.BeginAsync(StdioHubOptions.ForExec(tty: false), stdin: true);
        var client = await hub.AttachAsync(new StdioAttach { Stdin = true });
        using var shim = _stdio.Input();
        await hub.StartedAsync();
        await _input.Writer.WriteAsync("last words"u8.ToArray(), TestContext.Current.CancellationToken);
        await _input.Writer.CompleteAsync();
        await client.PumpInputAsync(_input.Reader, new CancellationToken(canceled: true)).WaitAsync(StdioFixture.Deadline);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(_stdio.CloseStdinCalls == 1));
        Assert.Equal("last words", Drain(shim, out var ended));
        Assert.True(ended);
        await hub.AbortAsync();
    }

    [Fact]
    public async Task A_broken_connection_ends_the_input()
    {
        var hub = await _stdio.BeginAsync(StdioHubOptions.ForExec(tty: false), stdin: true);
        var client = await hub.AttachAsync(new StdioAttach { Stdin = true });
        using var shim = _stdio.Input();
        await hub.StartedAsync();
        await _input.Writer.CompleteAsync(new IOException("reset by peer"));
        await client.PumpInputAsync(_input.Reader, default).WaitAsync(StdioFixture.Deadline);
        Assert.Equal(1, _stdio.CloseStdinCalls);
        await hub.AbortAsync();
    }

    [Fact]
    public async Task What_a_client_has_left_behind_waits_for_the_process_to_read()
    {
        var hub = await _stdio.BeginAsync(StdioHubOptions.ForExec(tty: false), stdin: true);
        var client = await hub.AttachAsync(new StdioAttach { Stdin = true });
        using var shim = _stdio.Input();
        await hub.StartedAsync();
        using var gone = new CancellationTokenSource();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(new byte[300_000], TestContext.Current.CancellationToken);
        var pumping = client.PumpInputAsync(pipe.Reader, gone.Token);
        await pipe.Writer.WriteAsync("last words"u8.ToArray(), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        Assert.False(pumping.IsCompleted);
        await gone.CancelAsync();
        await pumping.WaitAsync(StdioFixture.Deadline);
        await pipe.Reader.CompleteAsync();

        var text = new StringBuilder();
        await Eventually.BecomesTrueAsync(() =>
        {
            text.Append(Drain(shim, out var ended));
            return Task.FromResult(ended);
        });
        Assert.Equal(300_010, text.Length);
        Assert.EndsWith("last words", text.ToString(), StringComparison.Ordinal);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(_stdio.CloseStdinCalls == 1));
        await hub.AbortAsync();
    }

    [Fact]
    public async Task What_a_client_sends_late_is_not_for_the_next_run()
    {
        var options = new StdioHubOptions { Tty = false, StdinOnce = true };
        var hub = await _stdio.BeginAsync(options, stdin: true);
        var client = await hub.AttachAsync(new StdioAttach { Stdin = true });
        await hub.DrainAsync(TimeSpan.Zero);
        await hub.EndRunAsync();
        await _stdio.BeginAsync(hub, options, stdin: true);
        using var shim = _stdio.Input();
        await hub.StartedAsync();
        await _input.Writer.WriteAsync("late"u8.ToArray(), TestContext.Current.CancellationToken);
        await _input.Writer.CompleteAsync();
        await client.PumpInputAsync(_input.Reader, default).WaitAsync(StdioFixture.Deadline);
        Assert.Equal("", Drain(shim, out var ended));
        Assert.False(ended);
        Assert.Equal(0, _stdio.CloseStdinCalls);
        await hub.AbortAsync();
    }

    public ValueTask DisposeAsync() => _stdio.DisposeAsync();

    private static string Drain(FileDescriptor shim, out bool ended)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        ended = false;
        while (!ended && shim.TryRead(buffer, out var count))
        {
            ended = count == 0;
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }
}
