using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>One request, one response.</summary>
public sealed class AsyncUnaryCall<TResponse> : IDisposable
{
    private readonly CallFacts _facts;

    public AsyncUnaryCall(
        Task<TResponse> responseAsync,
        Task<Metadata> responseHeadersAsync,
        Func<Status> getStatusFunc,
        Func<Metadata> getTrailersFunc,
        Action disposeAction)
    {
        ResponseAsync = responseAsync;
        _facts = CallFacts.Stateless(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction);
    }

    /// <remarks>The functions get <paramref name="state"/>, so that they need not be closures.</remarks>
    public AsyncUnaryCall(
        Task<TResponse> responseAsync,
        Func<object, Task<Metadata>> responseHeadersAsync,
        Func<object, Status> getStatusFunc,
        Func<object, Metadata> getTrailersFunc,
        Action<object> disposeAction,
        object state)
    {
        ResponseAsync = responseAsync;
        _facts = new CallFacts(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction, state);
    }

    /// <summary>The response; faults with <see cref="RpcException"/> on any status but OK.</summary>
    public Task<TResponse> ResponseAsync { get; }

    /// <summary>The headers the peer answered with; faults when the call ends before they come.</summary>
    public Task<Metadata> ResponseHeadersAsync => _facts.Headers();

    /// <summary>Makes the call itself awaitable.</summary>
    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) =>
        ResponseAsync.ConfigureAwait(continueOnCapturedContext);

    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Status GetStatus() => _facts.Status();

    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Metadata GetTrailers() => _facts.Trailers();

    /// <summary>Cancels the call unless it has ended, and frees what it holds. May be called at any time and more than once.</summary>
    public void Dispose() => _facts.Dispose();
}
