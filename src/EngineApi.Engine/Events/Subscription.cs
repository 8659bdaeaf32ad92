using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace EngineApi.Engine.Events;

/// <summary>One reader's bounded queue. A reader that falls behind is cut off and told; nobody waits for it. Dispose to unsubscribe.</summary>
public class Subscription<T> : IFeed<T>, IDisposable where T : class, IWeighed
{
    /// <summary>How many a reader may lag behind before it is cut off.</summary>
    public const int QueueLength = 4096;

    /// <summary>And their bytes.</summary>
    public const long QueueBytes = 16 << 20;

    private readonly Channel<T> _queue = Channel.CreateBounded<T>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Action<Subscription<T>> _unsubscribe;
    private long _bytes;

    internal Subscription(Action<Subscription<T>> unsubscribe) => _unsubscribe = unsubscribe;

    public bool TryRead([MaybeNullWhen(false)] out T item)
    {
        if (!_queue.Reader.TryRead(out item))
            return false;
        Interlocked.Add(ref _bytes, -item.Weight);
        return true;
    }

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _queue.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>What is queued is still read, and then comes the end.</summary>
    public void Complete()
    {
        _unsubscribe(this);
        _queue.Writer.TryComplete();
    }

    public void Dispose()
    {
        Complete();
        GC.SuppressFinalize(this);
    }

    internal void Offer(T item)
    {
        if (Interlocked.Add(ref _bytes, item.Weight) > QueueBytes || !_queue.Writer.TryWrite(item))
            _queue.Writer.TryComplete(new EngineException(ErrorKind.Unavailable, "the event reader is too slow: events were lost"));
    }
}
