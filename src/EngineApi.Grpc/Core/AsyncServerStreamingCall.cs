namespace Grpc.Core;

/// <summary>One request, a stream of responses.</summary>
public sealed class AsyncServerStreamingCall<TResponse> : IDisposable
{
    private readonly CallFacts _facts;

    public AsyncServerStreamingCall(
        IAsyncStreamReader<TResponse> responseStream,
        Task<Metadata> responseHeadersAsync,
        Func<Status> getStatusFunc,
        Func<Metadata> getTrailersFunc,
        Action disposeAction)
    {
        ResponseStream = responseStream;
        _facts = CallFacts.Stateless(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction);
    }

    /// <remarks>The functions get <paramref name="state"/>, so that they need not be closures.</remarks>
    public AsyncServerStreamingCall(
        IAsyncStreamReader<TResponse> responseStream,
        Func<object, Task<Metadata>> responseHeadersAsync,
        Func<object, Status> getStatusFunc,
        Func<object, Metadata> getTrailersFunc,
        Action<object> disposeAction,
        object state)
    {
        ResponseStream = responseStream;
        _facts = new CallFacts(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction, state);
    }

    /// <summary>The receiving half.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream { get; }

    /// <summary>The headers the peer answered with; faults when the call ends before they come.</summary>
    public Task<Metadata> ResponseHeadersAsync => _facts.Headers();

    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Status GetStatus() => _facts.Status();

    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Metadata GetTrailers() => _facts.Trailers();

    /// <summary>Cancels the call unless it has ended, and frees what it holds. May be called at any time and more than once.</summary>
    public void Dispose() => _facts.Dispose();
}
