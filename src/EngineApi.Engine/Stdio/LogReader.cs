using System.IO.Pipelines;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// Reads a container's log for operation ContainerLogs. Without a signal nothing can be followed. Safe beside the
/// writer and a rotation; each call reads for itself.
/// </summary>
public sealed class LogReader(string path, LogSignal? signal, TimeProvider clock)
{
    private readonly LogFiles _files = new(path);

    /// <summary>Writes the selected entries, and with follow those to come until the container stops.</summary>
    /// <returns>False: the client reads no more.</returns>
    public async Task<bool> CopyToAsync(LogReadOptions options, PipeWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);

        // Taken before reading: what is seen as stopped here has all of its lines in the log already.
        var seen = signal?.Current ?? default;
        var run = seen.Run;
        using var cursor = new LogCursor(_files);
        if (options.Tail is { } tail)
            cursor.KeepTail(tail);
        var formatter = new LogFormatter(options);
        using var untilPassed = UntilPassed(options, cancellation);
        while (true)
        {
            for (var more = true; more;)
            {
                var wanted = Fill(cursor, formatter, options.End, out more);
                if (!formatter.Written.IsEmpty && (await output.WriteAsync(formatter.Written, cancellation)).IsCompleted)
                    return false;
                formatter.Clear();
                if (!wanted)
                    return true;
            }

            if (!options.Follow || !seen.Running || seen.Run != run)
                return true;
            try
            {
                await signal!.ChangedAsync(seen, untilPassed.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return true;
            }

            seen = signal.Current;
            cursor.Advance();
        }
    }

    /// <summary>Formats lines until there is enough to send. False: no later line is wanted.</summary>
    private static bool Fill(LogCursor cursor, LogFormatter formatter, LogPosition? end, out bool more)
    {
        more = true;
        while (formatter.Written.Length < LogFormatter.Enough)
        {
            if (!cursor.TryReadLine(end, out var line))
            {
                more = false;
                return true;
            }

            if (!formatter.Add(line))
                return false;
        }

        return true;
    }

    // A container that says nothing more must not keep "follow" with "until" open beyond that time.
    private CancellationTokenSource UntilPassed(LogReadOptions options, CancellationToken cancellation)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options is { Follow: true, Until: { } until })
        {
            var left = until - clock.GetUtcNow();
            source.CancelAfter(left <= TimeSpan.Zero ? TimeSpan.Zero : left < MostWait ? left : MostWait);
        }

        return source;
    }

    private static readonly TimeSpan MostWait = TimeSpan.FromDays(24);
}
