using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace EngineApi.Grpc.Dialing;

/// <summary>A connection that knows when its peer was last heard of, and can be cut with a reason.</summary>
internal sealed class UnixSocketConnection : NetworkStream
{
    private readonly SilenceWatch _watch;
    private readonly TimeProvider _time;
    private long _lastHeard;
    private string? _cutBecause;

    public UnixSocketConnection(Socket socket, SilenceWatch watch, TimeProvider time)
        : base(socket, ownsSocket: true)
    {
        _watch = watch;
        _time = time;
        _lastHeard = time.GetTimestamp();
        watch.Add(this);
    }

    /// <summary>Timestamp of the channel's clock.</summary>
    public long LastHeard => Volatile.Read(ref _lastHeard);

    /// <summary>Ends the connection; its reader and its writer see an <see cref="IOException"/> with the reason.</summary>
    public void Cut(string reason)
    {
        Volatile.Write(ref _cutBecause, reason);
        Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _lastHeard, _time.GetTimestamp());
            return read;
        }
        catch (Exception) when (Volatile.Read(ref _cutBecause) is { } reason)
        {
            throw new IOException(reason);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (Volatile.Read(ref _cutBecause) is { } reason)
        {
            throw new IOException(reason);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _watch.Remove(this);
        base.Dispose(disposing);
    }
}
