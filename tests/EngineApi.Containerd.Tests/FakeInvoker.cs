using System.Collections.Concurrent;
using Grpc.Core;

namespace EngineApi.Containerd.Tests;

/// <summary>Answers every call with one status, and remembers what each carried.</summary>
internal sealed class FakeInvoker(Status status) : CallInvoker
{
    public ConcurrentQueue<(string Method, CallOptions Options)> Calls { get; } = new();

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => throw new NotSupportedException("nobody may block");

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        Calls.Enqueue((method.FullName, options));
        return new(Failed<TResponse>(), Task.FromResult(Metadata.Empty), () => status, () => Metadata.Empty, () => { });
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        Calls.Enqueue((method.FullName, options));
        return new(new FailedReader<TResponse>(status), Task.FromResult(Metadata.Empty), () => status, () => Metadata.Empty, () => { });
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        => throw new NotSupportedException("containerd has no such call");

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        Calls.Enqueue((method.FullName, options));
        return new(
            new SilentWriter<TRequest>(), new FailedReader<TResponse>(status), Task.FromResult(Metadata.Empty), () => status, () => Metadata.Empty, () => { });
    }

    private Task<T> Failed<T>() => Task.FromException<T>(new RpcException(status));

    private sealed class FailedReader<T>(Status status) : IAsyncStreamReader<T>
    {
        public T Current => throw new InvalidOperationException("no message");

        public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromException<bool>(new RpcException(status));
    }

    private sealed class SilentWriter<T> : IClientStreamWriter<T>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message) => Task.CompletedTask;

        public Task WriteAsync(T message, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task CompleteAsync() => Task.CompletedTask;
    }
}
