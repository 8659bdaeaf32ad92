using EngineApi.Containerd.Protocol.Exchange;

namespace EngineApi.Containerd.Events;

/// <summary>
/// Tells when a subscription works. containerd sends nothing when it has registered a subscriber, so an event of our own, under a
/// topic nobody else knows, is published again and again until it comes back.
/// </summary>
internal sealed class SubscriptionProbe(Connection connection, Protocol.Exchange.Events.EventsClient calls)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly string _topic = "/engineapi/probe/" + Guid.NewGuid().ToString("N");
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SubscribeRequest Subscription() => new() { Filters = { $"namespace==\"{connection.Namespace}\"" } };

    public bool Recognises(Envelope envelope) => envelope.Topic == _topic;

    /// <summary>True for the first time only.</summary>
    public bool SeenFirst() => _seen.TrySetResult();

    /// <summary>Publishes until <see cref="SeenFirst"/> or <paramref name="stop"/>; a containerd that is away is the stream's to report.</summary>
    /// <exception cref="ContainerdException">containerd refuses to publish.</exception>
    public async Task PublishUntilSeenAsync(CancellationToken stop)
    {
        var request = new PublishRequest { Topic = _topic, Event = new() { TypeUrl = "google.protobuf.Empty" } };
        for (var pause = FirstPause; !_seen.Task.IsCompleted; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await connection.CallAsync(options => calls.PublishAsync(request, options), Deadlines.Write, stop);
                await _seen.Task.WaitAsync(pause, stop);
            }
            catch (TimeoutException)
            {
                continue;
            }
            catch (ContainerdException error) when (error.IsTransient)
            {
                await Task.WhenAny(_seen.Task, Task.Delay(pause, stop));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
