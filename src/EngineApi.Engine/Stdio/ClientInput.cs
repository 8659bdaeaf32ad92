using System.Buffers;
using System.IO.Pipelines;

namespace EngineApi.Engine.Stdio;

/// <summary>What one attached client types or pipes, on its way to the process. What it sent before it left arrives all the same.</summary>
internal sealed class ClientInput(StdioHub hub, StdioClient client, PipeReader input, DetachKeyFilter? filter)
{
    /// <param name="clientGone">The client is wholly gone, or the daemon stops.</param>
    /// <param name="ended">The client was ended: by its detach keys, with the process, or because it lags.</param>
    public async Task PumpAsync(CancellationToken clientGone, CancellationToken ended)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(clientGone, ended);
        var given = new CancellationTokenSource();
        var piece = new ArrayBufferWriter<byte>();
        var passing = Task.FromResult(true);
        try
        {
            do
                passing = PassOnAsync(await input.ReadAsync(stop.Token), piece, stop.Token, given.Token);
            while (await passing.WaitAsync(stop.Token));
        }
        catch (OperationCanceledException)
        {
            _ = FinishAsync(passing, given);
        }
        catch (IOException)
        {
            // A broken connection is an end like any other.
            await hub.OnInputEndedAsync(client);
        }
    }

    /// <returns>False: nothing more is to be brought.</returns>
    private async Task<bool> PassOnAsync(ReadResult read, ArrayBufferWriter<byte> piece, CancellationToken beforeBegin, CancellationToken cancellation)
    {
        piece.ResetWrittenCount();
        var detaches = Take(read, piece);
        var isRead = piece.WrittenCount == 0 || await WriteAsync(piece.WrittenMemory, beforeBegin, cancellation);
        if (detaches)
            client.Detach();
        if (read.IsCompleted)
            await hub.OnInputEndedAsync(client);
        return isRead && !detaches && !read.IsCompleted;
    }

    /// <summary>
    /// For a client that has left: what is here of its input is taken off the connection now and written as the process reads, be that
    /// when the connection is no more. It is as much as the server reads ahead, a megabyte.
    /// </summary>
    private async Task FinishAsync(Task<bool> passing, CancellationTokenSource given)
    {
        var rest = new ArrayBufferWriter<byte>();
        var isEnd = TakeRest(rest);
        if (!hub.TryStayBehind())
        {
            await given.CancelAsync();
            return;
        }

        try
        {
            if (!await passing)
                return;
            if (rest.WrittenCount > 0)
                await WriteAsync(rest.WrittenMemory, new CancellationToken(canceled: true), given.Token);
            if (isEnd)
                await hub.OnInputEndedAsync(client);
        }
        catch (OperationCanceledException)
        {
            // The process has ended, or not begun.
        }
        finally
        {
            hub.LeaveAtLast();
        }
    }

    /// <returns>Whether it is at its end.</returns>
    private bool TakeRest(ArrayBufferWriter<byte> rest)
    {
        try
        {
            while (input.TryRead(out var read))
            {
                if (Take(read, rest))
                    return false;
                if (read.IsCompleted)
                    return true;
            }

            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <returns>Whether the detach keys were in it.</returns>
    private bool Take(in ReadResult read, ArrayBufferWriter<byte> into)
    {
        var detaches = false;
        if (filter is null)
        {
            foreach (var segment in read.Buffer)
                into.Write(segment.Span);
        }
        else if (!(detaches = filter.Filter(read.Buffer, into)) && read.IsCompleted)
        {
            filter.Flush(into);
        }

        input.AdvanceTo(read.Buffer.End);
        return detaches;
    }

    /// <summary>False: the process reads no more.</summary>
    private async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken beforeBegin, CancellationToken cancellation) =>
        await client.Stdin.WaitAsync(beforeBegin) is { } stdin && await stdin.WriteAsync(bytes, cancellation);
}
