using System.Runtime.CompilerServices;
using EngineApi.Containerd.Protocol.Exchange;
using Grpc.Core;

namespace EngineApi.Containerd.Events;

/// <summary>The namespace's events (the Events service), for as long as the reader wants, across containerd's restarts.</summary>
public sealed class EventStream
{
    private readonly Connection _connection;
    private readonly Protocol.Exchange.Events.EventsClient _calls;

    internal EventStream(Connection connection)
    {
        _connection = connection;
        _calls = new(connection.Invoker);
    }

    /// <summary>
    /// Subscribes and stays subscribed: a broken stream is opened again, after a pause that grows up to
    /// <see cref="EventBackoff.Longest"/>, until <paramref name="cancellationToken"/> ends it. Each subscription begins with an
    /// <see cref="EventGap"/>. Types we do not know are left out.
    /// </summary>
    /// <param name="backoff">The pauses; null takes the usual ones.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<RuntimeEvent> SubscribeAsync(
        EventBackoff? backoff = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        backoff ??= new();
        ContainerdException? cause = null;
        for (var attempts = 1; ; attempts++)
        {
            await using var subscription = new Subscription(_connection, _calls, cancellationToken);
            while (true)
            {
                RuntimeEvent? next;
                try
                {
                    next = await subscription.NextAsync(attempts, cause);
                }
                catch (ContainerdException error)
                {
                    cause = error;
                    break;
                }
                if (next is EventGap)
                {
                    (attempts, cause) = (0, null);
                }
                if (next is not null)
                {
                    yield return next;
                }
            }
            await subscription.DisposeAsync();
            await backoff.PauseAsync(attempts, cancellationToken);
        }
    }

    /// <summary>One subscription: the stream, and the probe that shows when it works.</summary>
    private sealed class Subscription : IAsyncDisposable
    {
        private readonly Connection _connection;
        private readonly CancellationToken _reader;
        private readonly CancellationTokenSource _stop;
        private readonly SubscriptionProbe _probe;
        private readonly AsyncServerStreamingCall<Envelope> _call;
        private readonly Task _publishing;
        private bool _disposed;

        public Subscription(Connection connection, Protocol.Exchange.Events.EventsClient calls, CancellationToken reader)
        {
            _connection = connection;
            _reader = reader;
            _stop = CancellationTokenSource.CreateLinkedTokenSource(reader);
            _probe = new(connection, calls);
            _call = calls.Subscribe(_probe.Subscription(), connection.Unlimited(_stop.Token));
            _publishing = PublishAsync();
        }

        /// <summary>The next event; null for one that is of no interest.</summary>
        public async Task<RuntimeEvent?> NextAsync(int attempts, ContainerdException? cause)
        {
            _reader.ThrowIfCancellationRequested();
            if (!await _connection.NextAsync(_call.ResponseStream, "Events.Subscribe", _reader))
            {
                throw new ContainerdException(ContainerdErrorKind.Unavailable, "containerd ended the event stream");
            }
            var envelope = _call.ResponseStream.Current;
            if (!_probe.Recognises(envelope))
            {
                return EventDecoder.Decode(envelope);
            }
            return _probe.SeenFirst() ? new EventGap(DateTimeOffset.UtcNow, attempts, cause) : null;
        }

        /// <exception cref="ContainerdException">containerd refused the probe: no subscription could ever be trusted.</exception>
        public async ValueTask DisposeAsync()
        {
            if (_disposed)
            {
                return;
            }
            _disposed = true;
            await _stop.CancelAsync();
            _call.Dispose();
            _stop.Dispose();
            await _publishing;
        }

        private async Task PublishAsync()
        {
            try
            {
                await _probe.PublishUntilSeenAsync(_stop.Token);
            }
            catch (ContainerdException)
            {
                // Wakes the reader, who gets this error when it disposes of the subscription.
                await _stop.CancelAsync();
                throw;
            }
        }
    }
}
