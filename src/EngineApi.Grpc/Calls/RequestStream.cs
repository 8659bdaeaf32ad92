using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>The sending half of a call that sends any number of messages.</summary>
internal sealed class RequestStream<TRequest> : IClientStreamWriter<TRequest>
    where TRequest : class
{
    /// <summary>
    /// Bytes. The transport collects frames until the next one does not fit into 32 KiB: one of its longest, or two that are a little shorter.
    /// </summary>
    private const int PieceBytes = (16 << 10) - 32;

    private readonly HttpCall _call;
    private readonly Marshaller<TRequest> _marshaller;
    private int _isWriting;
    private bool _isCompleted;

    public RequestStream(HttpCall call, Marshaller<TRequest> marshaller)
    {
        _call = call;
        _marshaller = marshaller;
        call.Ended += Finish;
    }

    public RequestStreamContent Content { get; } = new();

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    /// <exception cref="RpcException">
    /// ResourceExhausted: the message is too large, and the call goes on. Anything else is how the call ended; Unknown, when
    /// the peer has closed its half and the status is still behind messages that have not been read.
    /// </exception>
    /// <inheritdoc/>
    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            using var givesUp = cancellationToken.UnsafeRegister(static call => ((HttpCall)call!).Cancel("The writer cancelled the call."), _call);
            if (_call.Outcome is { } outcome)
                throw Refusal(outcome);
            using var frame = FrameWriter.Serialize(message, _marshaller, _call.MaxSendMessageSize);
            await SendAsync(frame).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    public Task CompleteAsync()
    {
        Enter();
        _isCompleted = true;
        Content.Complete();
        Volatile.Write(ref _isWriting, 0);
        return Task.CompletedTask;
    }

    private async Task SendAsync(FrameWriter frame)
    {
        try
        {
            var stream = await Content.Opened.WaitAsync(_call.Stopped).ConfigureAwait(false);
            for (var rest = frame.Frame; !rest.IsEmpty; rest = rest[Math.Min(PieceBytes, rest.Length)..])
                await stream.WriteAsync(rest[..Math.Min(PieceBytes, rest.Length)], _call.Stopped).ConfigureAwait(false);
            if (((WriteOptions ?? _call.WriteOptions)?.Flags & WriteFlags.BufferHint) is not WriteFlags.BufferHint)
                await stream.FlushAsync(_call.Stopped).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw await ExplainAsync(e).ConfigureAwait(false);
        }
    }

    // A write fails because the stream is gone; the peer's answer, which is there by then or will fail too, says why.
    private async Task<Exception> ExplainAsync(Exception exception)
    {
        var response = await _call.ResponseAsync().ConfigureAwait(false);
        if (_call.Outcome is { } outcome)
            return Refusal(outcome);
        return response is null
            ? Refusal(_call.Fail(exception))
            : new RpcException(new Status(StatusCode.Unknown, "The peer takes no more messages; its status follows those it sent.", exception));
    }

    private static Exception Refusal(CallOutcome outcome) => outcome.IsSuccess
        ? new InvalidOperationException("The peer has ended the call; no message can be written to it.")
        : outcome.ToException();

    private void Finish(CallOutcome outcome)
    {
        if (outcome.IsSuccess)
            Content.Complete();
        else
            Content.Abort();
        Content.Close();
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _isWriting, 1) != 0)
            throw new InvalidOperationException("Another write is in progress.");
        if (!_isCompleted)
            return;
        Volatile.Write(ref _isWriting, 0);
        throw new InvalidOperationException("The request stream is completed.");
    }
}
