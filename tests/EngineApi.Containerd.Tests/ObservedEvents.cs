using System.Collections.Concurrent;
using System.Threading.Channels;
using EngineApi.Containerd.Events;

namespace EngineApi.Containerd.Tests;

/// <summary>Everything a subscription yields, from its first gap on.</summary>
internal sealed class ObservedEvents : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<RuntimeEvent> _unread = Channel.CreateBounded<RuntimeEvent>(10_000);
    private Task _reading = Task.CompletedTask;

    public ConcurrentQueue<RuntimeEvent> Seen { get; } = new();

    public static async Task<ObservedEvents> BeginAsync(ContainerdClient client)
    {
        var observed = new ObservedEvents();
        observed._reading = observed.ReadAsync(client);
        await observed.UntilAsync(e => e is EventGap);
        return observed;
    }

    /// <summary>Reads on until an event matches, and answers it.</summary>
    public async Task<RuntimeEvent> UntilAsync(Func<RuntimeEvent, bool> matches)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            var next = await _unread.Reader.ReadAsync(deadline.Token);
            Seen.Enqueue(next);
            if (matches(next))
            {
                return next;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync(ContainerdClient client)
    {
        try
        {
            await foreach (var next in client.Events.SubscribeAsync(cancellationToken: _stop.Token))
            {
                await _unread.Writer.WriteAsync(next, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _unread.Writer.Complete();
        }
        catch (Exception error)
        {
            _unread.Writer.Complete(error);
        }
    }
}
