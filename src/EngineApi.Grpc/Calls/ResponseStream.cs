using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>
/// The receiving half of a call that gets any number of messages. The pooled buffer belongs to the read that is under way;
/// when the call ends in the middle of one, that read gives it back, else the end does.
/// </summary>
internal sealed class ResponseStream<TResponse> : IAsyncStreamReader<TResponse>
    where TResponse : class
{
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Closed = 2;

    private readonly HttpCall _call;
    private readonly Marshaller<TResponse> _marshaller;
    private readonly FrameReader _frames;
    private readonly ReceivedMessage _message;
    private TResponse? _current;
    private int _state;

    public ResponseStream(HttpCall call, Marshaller<TResponse> marshaller)
    {
        _call = call;
        _marshaller = marshaller;
        _frames = new FrameReader(call.MaxReceiveMessageSize);
        _message = new ReceivedMessage(_frames);
        call.Ended += _ => CloseIfIdle();
    }

    public TResponse Current => _current ?? throw new InvalidOperationException("There is no current message: MoveNext has not brought one.");

    /// <inheritdoc/>
    /// <remarks>The token cancels the call, not just this read: what it would have read is gone.</remarks>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (!TryBeginRead())
            return IsEnd(_call.FinalOutcome);
        try
        {
            using var givesUp = cancellationToken.UnsafeRegister(static call => ((HttpCall)call!).Cancel("The reader cancelled the call."), _call);
            _current = await TryReadAsync().ConfigureAwait(false);
            return _current is not null || IsEnd(_call.FinalOutcome);
        }
        finally
        {
            EndRead();
        }
    }

    private async ValueTask<TResponse?> TryReadAsync()
    {
        try
        {
            return await ReadAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _call.Fail(e);
            return null;
        }
    }

    /// <summary>The next message, or null once the call has ended.</summary>
    private async ValueTask<TResponse?> ReadAsync()
    {
        var response = await _call.ResponseAsync().ConfigureAwait(false);
        if (response is null || _call.Outcome is not null)
            return null;
        var body = await response.Content.ReadAsStreamAsync(_call.Stopped).ConfigureAwait(false);
        var read = await _frames.ReadAsync(body, _call.Stopped).ConfigureAwait(false);
        if (read == FrameRead.Message)
            return _marshaller.ContextualDeserializer(_message);
        _call.EndFromTrailers(response, read == FrameRead.Torn ? "The peer ended the response inside a message." : null);
        return null;
    }

    private static bool IsEnd(CallOutcome outcome) => outcome.IsSuccess ? false : throw outcome.ToException();

    /// <summary>False once the call has ended.</summary>
    private bool TryBeginRead() => Interlocked.CompareExchange(ref _state, Reading, Idle) switch
    {
        Idle => true,
        Closed => false,
        _ => throw new InvalidOperationException("MoveNext is under way already."),
    };

    private void EndRead()
    {
        Volatile.Write(ref _state, Idle);
        Interlocked.MemoryBarrier(); // the end may have come while the read kept it from closing
        if (_call.Outcome is not null)
            CloseIfIdle();
    }

    private void CloseIfIdle()
    {
        if (Interlocked.CompareExchange(ref _state, Closed, Idle) == Idle)
            _frames.Release();
    }
}
