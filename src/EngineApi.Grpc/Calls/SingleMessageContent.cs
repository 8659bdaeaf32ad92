using System.Net;

namespace Grpc.Net.Client.Calls;

/// <summary>
/// A request body of one frame. The transport may still be writing it when the response is there, or write it again on
/// another connection; so the pooled frame goes back when the call has let go of it and no write is under way.
/// </summary>
internal sealed class SingleMessageContent(FrameWriter frame) : HttpContent
{
    private readonly int _length = frame.FrameLength;
    private int _users = 1; // the call itself
    private int _disposed;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            await stream.WriteAsync(frame.Frame, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Leave();
        base.Dispose(disposing);
    }

    private void Enter()
    {
        int users;
        do
        {
            users = Volatile.Read(ref _users);
            ObjectDisposedException.ThrowIf(users == 0, this);
        }
        while (Interlocked.CompareExchange(ref _users, users + 1, users) != users);
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            frame.Dispose();
    }
}
