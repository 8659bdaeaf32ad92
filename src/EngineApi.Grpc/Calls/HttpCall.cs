using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>
/// One call, from its request to its outcome, whatever its messages are.
/// <list type="number">
/// <item><see cref="Start"/> arms the three things that can end it from here (caller's token, deadline, the channel's
/// closing) and sends the request.</item>
/// <item><see cref="ResponseAsync"/> waits for the response's head; a head that already carries a status ends the call.</item>
/// <item>A reader takes frames from the body; at the body's end <see cref="EndFromTrailers"/> ends the call.</item>
/// <item><see cref="End"/>: the first outcome wins and is what everybody sees. Any but OK stops both halves on the wire.</item>
/// </list>
/// </summary>
internal sealed class HttpCall : IDisposable
{
    // Not disposed: without a timer or a wait handle it holds nothing, and readers may still look at its token.
    private readonly CancellationTokenSource _stop = new();
    private readonly GrpcChannel _channel;
    private readonly IMethod _method;
    private readonly CallOptions _options;
    private readonly CallDeadline? _deadline;
    private CancellationTokenRegistration _callerGivesUp;
    private CancellationTokenRegistration _channelCloses;
    private HttpRequestMessage? _request;
    private HttpResponseMessage? _response;
    private Task<HttpResponseMessage?> _head = Task.FromResult<HttpResponseMessage?>(null);
    private CallOutcome? _outcome;

    public HttpCall(GrpcChannel channel, IMethod method, in CallOptions options)
    {
        _channel = channel;
        _method = method;
        _options = options;
        _deadline = CallDeadline.From(options.Deadline);
    }

    /// <summary>Runs once, when the call has ended, on whichever thread ended it; set before the call starts.</summary>
    public Action<CallOutcome>? Ended { get; set; }

    /// <summary>Fires when the call has ended in any way but OK.</summary>
    public CancellationToken Stopped => _stop.Token;

    public int? MaxSendMessageSize => _channel.MaxSendMessageSize;

    public int? MaxReceiveMessageSize => _channel.MaxReceiveMessageSize;

    public WriteOptions? WriteOptions => _options.WriteOptions;

    /// <summary>Null while the call goes on.</summary>
    public CallOutcome? Outcome => Volatile.Read(ref _outcome);

    /// <exception cref="InvalidOperationException">The call goes on.</exception>
    public CallOutcome FinalOutcome => Outcome ?? throw new InvalidOperationException($"{_method.FullName} has not ended yet.");

    /// <summary>Starts a call whose request is one message. A message that cannot be sent ends the call, not the caller.</summary>
    public void StartWith<TRequest>(TRequest request, Marshaller<TRequest> marshaller)
    {
        FrameWriter frame;
        try
        {
            frame = FrameWriter.Serialize(request, marshaller, MaxSendMessageSize);
        }
        catch (Exception e)
        {
            Fail(e);
            return;
        }
        Start(new SingleMessageContent(frame));
    }

    public void Start(HttpContent content)
    {
        _request = RequestHead.Create(_channel.AddressOf(_method), content, _options.Headers, _deadline?.Remaining);
        ArmEnds();
        _head = SendAsync();
        if (Outcome is not null)
            Release();
    }

    /// <summary>The response, once its head is there; null when the call ended before. Never faults.</summary>
    public Task<HttpResponseMessage?> ResponseAsync() => _head;

    /// <exception cref="RpcException">The call ended before the peer answered.</exception>
    public async Task<Metadata> ReceivedHeadersAsync()
    {
        var response = await _head.ConfigureAwait(false);
        return response is null ? throw FinalOutcome.ToException() : ReceivedMetadata.From(response.Headers);
    }

    /// <summary>The body is at its end: what the trailers say is the outcome.</summary>
    /// <param name="response">The response that was read.</param>
    /// <param name="problem">What was wrong with the messages, should the peer's status be OK nonetheless.</param>
    public CallOutcome EndFromTrailers(HttpResponseMessage response, string? problem)
    {
        var outcome = ResponseStatus.FromTrailers(response);
        return End(problem is not null && outcome.IsSuccess ? new CallOutcome(StatusCode.Internal, problem) : outcome);
    }

    public CallOutcome Cancel(string reason) => End(new CallOutcome(StatusCode.Cancelled, reason));

    /// <summary>Ends the call because of a local exception, unless it has ended.</summary>
    public CallOutcome Fail(Exception exception)
    {
        if (Outcome is { } outcome)
            return outcome;
        // The peer has the same deadline and may reset the stream a moment before the timer fires here.
        return End(_deadline is { HasPassed: true } ? CallDeadline.Exceeded : FailureStatus.From(exception));
    }

    /// <summary>Cancels the call unless it has ended.</summary>
    public void Dispose() => Cancel("The call was disposed of.");

    /// <returns>The outcome that counts: this one, or the one that came first.</returns>
    public CallOutcome End(CallOutcome outcome)
    {
        if (Interlocked.CompareExchange(ref _outcome, outcome, null) is { } first)
            return first;
        Release();
        Ended?.Invoke(outcome);
        if (!outcome.IsSuccess)
            _stop.Cancel();
        return outcome;
    }

    private void ArmEnds()
    {
        _callerGivesUp = _options.CancellationToken.UnsafeRegister(static call => ((HttpCall)call!).Cancel("The caller cancelled the call."), this);
        _channelCloses = _channel.Closing.UnsafeRegister(static call => ((HttpCall)call!).Cancel("The channel was closed."), this);
        _deadline?.Arm(static call => ((HttpCall)call!).End(CallDeadline.Exceeded), this);
    }

    private async Task<HttpResponseMessage?> SendAsync()
    {
        try
        {
            if (Outcome is not null)
                return null;
            var response = await _channel.SendAsync(_request!, Stopped).ConfigureAwait(false);
            Interlocked.Exchange(ref _response, response);
            if (Outcome is not null)
                Release(); // Ended meanwhile, by somebody who could not see the response yet.
            else if (ResponseStatus.FromHead(response) is { } outcome)
                End(outcome);
            return response;
        }
        catch (Exception e)
        {
            Fail(e);
            return null;
        }
    }

    // Runs again when the end overtakes the start; each of these may be let go of twice. Disposing of a response that is
    // not read to its end resets the stream, which is what stops the peer.
    private void Release()
    {
        _callerGivesUp.Unregister();
        _channelCloses.Unregister();
        _deadline?.Dispose();
        Volatile.Read(ref _response)?.Dispose();
        _request?.Dispose();
    }
}
