using System.Runtime.CompilerServices;
using Grpc.Core;

namespace EngineApi.Containerd;

/// <summary>Where calls go and what every one of them carries: the namespace, perhaps a lease, a deadline.</summary>
internal sealed class Connection(CallInvoker invoker, string address, string containerdNamespace, string? lease)
{
    private readonly Metadata _headers = Headers(containerdNamespace, lease);

    public CallInvoker Invoker { get; } = invoker;

    public string Address { get; } = address;

    public string Namespace { get; } = containerdNamespace;

    public string? Lease { get; } = lease;

    public Connection WithLease(string? leaseId) => new(Invoker, Address, Namespace, leaseId);

    public Connection WithNamespace(string other) => new(Invoker, Address, other, lease: null);

    /// <summary>Options of a call without a deadline; it ends with <paramref name="cancellationToken"/> or with the connection.</summary>
    public CallOptions Unlimited(CancellationToken cancellationToken) => new(_headers, cancellationToken: cancellationToken);

    public Task<T> CallAsync<T>(
        Func<CallOptions, AsyncUnaryCall<T>> call, TimeSpan deadline, CancellationToken cancellationToken, [CallerMemberName] string name = "")
        => AnswerAsync(call, new CallOptions(_headers, DateTime.UtcNow + deadline, cancellationToken), deadline, name);

    /// <summary>A unary call that may rightly take for ever, as waiting for a process does.</summary>
    public Task<T> AwaitAsync<T>(
        Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken, [CallerMemberName] string name = "")
        => AnswerAsync(call, Unlimited(cancellationToken), deadline: null, name);

    public async IAsyncEnumerable<T> ReadAsync<T>(
        Func<CallOptions, AsyncServerStreamingCall<T>> call,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        [CallerMemberName] string name = "")
    {
        using var stream = call(Unlimited(cancellationToken));
        while (await NextAsync(stream.ResponseStream, name, cancellationToken))
        {
            yield return stream.ResponseStream.Current;
        }
    }

    public async Task<bool> NextAsync<T>(IAsyncStreamReader<T> stream, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (RpcException error)
        {
            throw Translate(error, name, null, cancellationToken);
        }
    }

    /// <summary>The caller's own cancellation stays one; everything else is a <see cref="ContainerdException"/>.</summary>
    public Exception Translate(RpcException error, string name, TimeSpan? deadline, CancellationToken cancellationToken)
        => cancellationToken.IsCancellationRequested && error.StatusCode == StatusCode.Cancelled
            ? new OperationCanceledException($"{name} was cancelled", error, cancellationToken)
            : RpcErrors.From(error, name.EndsWith("Async", StringComparison.Ordinal) ? name[..^5] : name, Address, deadline);

    private async Task<T> AnswerAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CallOptions options, TimeSpan? deadline, string name)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var running = call(options);
            return await running.ResponseAsync;
        }
        catch (RpcException error)
        {
            throw Translate(error, name, deadline, options.CancellationToken);
        }
    }

    private static Metadata Headers(string containerdNamespace, string? lease)
    {
        var headers = new Metadata { { "containerd-namespace", containerdNamespace } };
        if (lease is not null)
        {
            headers.Add("containerd-lease", lease);
        }
        return headers;
    }
}
