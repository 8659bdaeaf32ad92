using System.Buffers;
using System.IO.Pipelines;

namespace EngineApi.Engine.Stdio;

/// <summary>What one attached client types or pipes, on its way to the process. What it sent before it left arrives all the same.</summary>
internal sealed class ClientInput(StdioHub hub, StdioClient client, PipeReader input, DetachKeyFilter? filter)
{
    // A process that runs on and does not read by then is not waited for.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly ArrayBufferWriter<byte> _passed = new();

    /// <param name="clientGone">The client is wholly gone, or the daemon stops.</param>
    /// <param name="ended">The client was ended: by its detach keys, with the process, or because it lags.</param>
    public async Task PumpAsync(CancellationToken clientGone, CancellationToken ended)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(clientGone, ended);
        using var last = new CancellationTokenSource();
        await using var grace = stop.Token.Register(() => last.CancelAfter(client.RunEnded ? TimeSpan.Zero : Grace));
        try
        {
            while (await PassOnAsync(await NextAsync(stop.Token), last.Token))
            {
                // Until one of them has nothing more to say or to hear.
            }
        }
        catch (OperationCanceledException)
        {
            // The output ended first, or the client left and nothing of it is left.
        }
        catch (IOException)
        {
            // A broken connection is an end like any other.
            await hub.OnInputEndedAsync(client);
        }
    }

    private async ValueTask<ReadResult> NextAsync(CancellationToken stop)
    {
        try
        {
            return await input.ReadAsync(stop);
        }
        catch (OperationCanceledException)
        {
            if (input.TryRead(out var late))
                return late;
            throw;
        }
    }

    private async ValueTask<bool> PassOnAsync(ReadResult read, CancellationToken cancellation)
    {
        _passed.ResetWrittenCount();
        var detaches = Filter(read);
        input.AdvanceTo(read.Buffer.End);
        var isRead = _passed.WrittenCount == 0 || await hub.WriteStdinAsync(_passed.WrittenMemory, cancellation);
        if (detaches)
            client.Detach();
        if (read.IsCompleted)
            await hub.OnInputEndedAsync(client);
        return isRead && !detaches && !read.IsCompleted;
    }

    private bool Filter(in ReadResult read)
    {
        if (filter is not null)
        {
            var detaches = filter.Filter(read.Buffer, _passed);
            if (read.IsCompleted && !detaches)
                filter.Flush(_passed);
            return detaches;
        }

        foreach (var segment in read.Buffer)
            _passed.Write(segment.Span);
        return false;
    }
}
