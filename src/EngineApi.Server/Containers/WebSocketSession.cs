using System.IO.Pipelines;
using System.Net.WebSockets;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Stdio;

namespace EngineApi.Server.Containers;

/// <summary>
/// One client at the other end of a WebSocket, and its place at a container's streams.
/// </summary>
/// <remarks>
/// Whichever is over first ends the other. 1. The streams (the container's end, detach keys, a client that was too slow): close, and wait a
/// little for the client's own close. 2. The client closes: what it sent before is brought to the process, then it is detached. 3. The client
/// breaks the protocol: the socket has said so to it (1002, 1007), or we do (1009); it is detached. 4. The daemon stops: 1001.
/// </remarks>
internal sealed class WebSocketSession(WebSocket socket, AttachSession session, bool readsInput, WebSocketMessageType kind, TimeProvider time)
{
    /// <summary>Bytes of the longest message, all its fragments together; a longer one is answered with 1009.</summary>
    public const int LongestMessage = 16 << 20;

    /// <summary>
    /// Fragments without content in a row. It is also how .NET's socket shows a frame whose length is negative, again and again and at once:
    /// a loop over them would never end.
    /// </summary>
    public const int MostEmptyFragments = 100;

    /// <summary>For the client's answer to a close, and for a process to take what a client that closes has sent.</summary>
    public static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(5);

    private readonly Pipe _input = new(new PipeOptions(pauseWriterThreshold: 64 << 10, resumeWriterThreshold: 32 << 10, useSynchronizationContext: false));

    public async Task RunAsync(CancellationToken aborted)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var output = PipeWriter.Create(new WebSocketOutput(socket, kind), new(minimumBufferSize: 16 << 10));
        var receiving = ReceiveAsync();
        var running = session.RunAsync(readsInput ? _input.Reader : null, output, cut.Token);
        var status = WebSocketCloseStatus.NormalClosure;
        try
        {
            if (await Task.WhenAny(receiving, running) == receiving)
                status = await LeaveAsync(await receiving, running, cut);
            if (await running == StdioEnd.Dropped)
                status = WebSocketCloseStatus.PolicyViolation;
        }
        catch (Exception e) when (cut.IsCancellationRequested || e is WebSocketException)
        {
            // Gone, or told to go: the container is not concerned.
            status = WebSocketCloseStatus.EndpointUnavailable;
        }
        finally
        {
            // A receiver that waits for room goes on to the close that may follow.
            await _input.Reader.CompleteAsync();
            await CloseAsync(status, receiving);
        }
    }

    /// <returns>The status to close with.</returns>
    private async Task<WebSocketCloseStatus> LeaveAsync(WebSocketCloseStatus? received, Task running, CancellationTokenSource cut)
    {
        if (received == WebSocketCloseStatus.NormalClosure && readsInput)
        {
            await _input.Writer.CompleteAsync();
            await running.WaitAsync(CloseGrace, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        session.Abandon();
        // It may be sending to somebody who does not read.
        cut.CancelAfter(CloseGrace);
        return received ?? WebSocketCloseStatus.ProtocolError;
    }

    /// <summary>Reads until the client closes; also when nothing is asked of it, since pings and closes come this way.</summary>
    /// <returns>Null: the connection broke, or the socket has refused what came and told the client.</returns>
    private async Task<WebSocketCloseStatus?> ReceiveAsync()
    {
        var wanted = readsInput;
        byte[] ignored = wanted ? [] : new byte[4096];
        var (length, empty) = (0L, 0);
        try
        {
            while (true)
            {
                Memory<byte> room = wanted ? _input.Writer.GetMemory(4096) : ignored;
                var received = await socket.ReceiveAsync(room, CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close) return WebSocketCloseStatus.NormalClosure;
                empty = received is { Count: 0, EndOfMessage: false } ? empty + 1 : 0;
                if (empty > MostEmptyFragments) return WebSocketCloseStatus.ProtocolError;
                length += received.Count;
                if (length > LongestMessage) return WebSocketCloseStatus.MessageTooBig;
                if (received.EndOfMessage) length = 0;
                if (!wanted) continue;
                _input.Writer.Advance(received.Count);
                if (!(await _input.Writer.FlushAsync()).IsCompleted) continue;
                wanted = false;
                ignored = new byte[4096];
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            return null;
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus status, Task receiving)
    {
        try
        {
            using var deadline = new CancellationTokenSource(CloseGrace, time);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(status, null, deadline.Token);
            if (status is WebSocketCloseStatus.EndpointUnavailable or WebSocketCloseStatus.ProtocolError) return;
            await receiving.WaitAsync(deadline.Token);
            // What it goes on sending must be taken, or it would see the connection broken instead of the close.
            var ignored = new byte[4096];
            while (socket.State == WebSocketState.CloseSent)
                await socket.ReceiveAsync(ignored.AsMemory(), deadline.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // It is gone, which is what closing is for.
        }
        finally
        {
            socket.Abort();
            await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
