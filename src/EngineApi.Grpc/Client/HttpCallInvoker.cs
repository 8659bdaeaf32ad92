using Grpc.Core;
using Grpc.Net.Client.Calls;

namespace Grpc.Net.Client;

/// <summary>Puts the four kinds of call together from one <see cref="HttpCall"/> and the halves that kind has.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    private static readonly Func<object, Task<Metadata>> Headers = static call => ((HttpCall)call).ReceivedHeadersAsync();
    private static readonly Func<object, Status> Status = static call => ((HttpCall)call).FinalOutcome.Status;
    private static readonly Func<object, Metadata> Trailers = static call => ((HttpCall)call).FinalOutcome.Trailers;
    private static readonly Action<object> Dispose = static call => ((HttpCall)call).Dispose();

    /// <summary>Refuses: a thread must not wait for a peer.</summary>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException($"{method.FullName} must be called asynchronously.");

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = NewCall(method, host, options);
        call.StartWith(request, method.RequestMarshaller);
        var response = SingleResponse.ReadAsync(call, method.ResponseMarshaller);
        return new AsyncUnaryCall<TResponse>(response, Headers, Status, Trailers, Dispose, call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = NewCall(method, host, options);
        var responses = new ResponseStream<TResponse>(call, method.ResponseMarshaller);
        call.StartWith(request, method.RequestMarshaller);
        return new AsyncServerStreamingCall<TResponse>(responses, Headers, Status, Trailers, Dispose, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = NewCall(method, host, options);
        var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
        call.Start(requests.Content);
        var response = SingleResponse.ReadAsync(call, method.ResponseMarshaller);
        return new AsyncClientStreamingCall<TRequest, TResponse>(requests, response, Headers, Status, Trailers, Dispose, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = NewCall(method, host, options);
        var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
        var responses = new ResponseStream<TResponse>(call, method.ResponseMarshaller);
        call.Start(requests.Content);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(requests, responses, Headers, Status, Trailers, Dispose, call);
    }

    private HttpCall NewCall(IMethod method, string? host, in CallOptions options)
    {
        if (host is not null)
            throw new NotSupportedException($"{method.FullName} cannot be sent to {host}: a channel has one peer.");
        return channel.NewCall(method, options);
    }
}
