using System.Buffers;
using EngineApi.Engine;
using EngineApi.Engine.Events;

namespace EngineApi.Server.Http;

/// <summary>Sends a feed to one client, until the feed ends or the client is gone.</summary>
internal sealed class FeedWriter(HttpContext context, TimeProvider time)
{
    /// <summary>A client that takes nothing for so long, while there is something for it, is cut off: it would be kept for ever.</summary>
    public static readonly TimeSpan LongestStall = TimeSpan.FromMinutes(1);

    /// <summary>How long there may be silence before a pulse.</summary>
    public static readonly TimeSpan Pulse = TimeSpan.FromSeconds(15);

    private const int EnoughAtOnce = 64 << 10;

    private CancellationToken Gone => context.RequestAborted;

    /// <summary>Sends the head of the answer at once, before there is anything to tell.</summary>
    public async Task StartAsync(string contentType)
    {
        context.Response.ContentType = contentType;
        await context.Response.StartAsync(Gone);
        await FlushAsync();
    }

    /// <param name="form">An item as it is sent.</param>
    /// <param name="together">Whether items that come at once may go out at once; else each is a chunk of its own.</param>
    /// <param name="pulse">What to send in silence; null for nothing.</param>
    /// <exception cref="EngineException">Unavailable: this client was too slow for the feed, and has got everything up to the loss.</exception>
    public async Task RunAsync<T>(IFeed<T> feed, Func<T, ReadOnlyMemory<byte>> form, bool together, Func<ReadOnlyMemory<byte>>? pulse)
        where T : class
    {
        do
        {
            var unsent = 0;
            while (feed.TryRead(out var item))
            {
                var bytes = form(item);
                context.Response.BodyWriter.Write(bytes.Span);
                unsent += bytes.Length;
                if (together && unsent < EnoughAtOnce) continue;
                if (!await FlushAsync()) return;
                unsent = 0;
            }
            if (unsent > 0 && !await FlushAsync()) return;
        }
        while (await WaitAsync(feed, pulse));
    }

    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        context.Response.BodyWriter.Write(bytes.Span);
        return await FlushAsync();
    }

    private async ValueTask<bool> WaitAsync<T>(IFeed<T> feed, Func<ReadOnlyMemory<byte>>? pulse)
    {
        var more = feed.WaitAsync(Gone);
        if (more.IsCompleted || pulse is null) return await more;
        var waiting = more.AsTask();
        while (true)
        {
            await ((Task)waiting).WaitAsync(Pulse, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (waiting.IsCompleted) return await waiting;
            // The task ends with the client, so there is nothing to leave behind.
            if (!await SendAsync(pulse())) return false;
        }
    }

    /// <returns>False: the client is gone, or was sent away.</returns>
    private async ValueTask<bool> FlushAsync()
    {
        var flush = context.Response.BodyWriter.FlushAsync(Gone);
        if (flush.IsCompleted) return !(await flush).IsCompleted;
        var flushing = flush.AsTask();
        try
        {
            return !(await flushing.WaitAsync(LongestStall, time, CancellationToken.None)).IsCompleted;
        }
        catch (TimeoutException)
        {
            context.RequestServices.GetRequiredService<ILogger<FeedWriter>>().Stalled(context.Request.Path, LongestStall);
            context.Abort();
            await ((Task)flushing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }
    }
}
