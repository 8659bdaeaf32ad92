using System.Net;

namespace Grpc.Net.Client.Calls;

/// <summary>A request body that stays open for messages until it is completed or aborted.</summary>
internal sealed class RequestStreamContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The transport's stream, once the request's head is out; cancelled when it will not be.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>The peer is told that no message follows.</summary>
    public void Complete() => _finished.TrySetResult();

    /// <summary>The peer is told that the request is broken off, so that it cannot take what it has for the whole.</summary>
    public void Abort() => _finished.TrySetCanceled();

    /// <summary>Writes that still wait for the stream need not wait any longer.</summary>
    public void Close() => _opened.TrySetCanceled();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The peer may have to see the head before it sends what the first message depends on.
        try
        {
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Close();
            throw;
        }
        // The transport repeats a request that the peer refused; messages that are gone cannot be repeated.
        if (!_opened.TrySetResult(stream))
            throw new IOException("The peer refused the request, and its messages cannot be sent again.");
        await _finished.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
