using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>The status of a call that a local exception ended: what the transport met, or what this client found wrong.</summary>
internal static class FailureStatus
{
    public static CallOutcome From(Exception exception) => exception switch
    {
        RpcException rpc => new CallOutcome(rpc.Status, rpc.Trailers),
        OperationCanceledException { InnerException: TimeoutException } => Lost(exception),
        OperationCanceledException => new CallOutcome(StatusCode.Cancelled, "The call was cancelled.", exception),
        _ when FindReset(exception) is { } reset => new CallOutcome(FromHttp2(reset.ErrorCode), reset.Message, exception),
        HttpRequestException or IOException or ObjectDisposedException => Lost(exception),
        _ => new CallOutcome(StatusCode.Internal, $"{exception.GetType().Name}: {exception.Message}", exception),
    };

    // The innermost exception is the one that saw what happened, and it names the socket; the handler's own would name the
    // host of a made-up address.
    private static CallOutcome Lost(Exception exception) =>
        new(StatusCode.Unavailable, $"The connection failed. {exception.GetBaseException().Message}", exception);

    private static HttpProtocolException? FindReset(Exception? exception)
    {
        while (exception is not null and not HttpProtocolException)
            exception = exception.InnerException;
        return (HttpProtocolException?)exception;
    }

    // grpc/doc/PROTOCOL-HTTP2.md, "Errors"; the codes are those of RFC 9113, section 7. NO_ERROR is there Internal, but here
    // it comes with the GOAWAY of a peer that is shutting down, and a later call may well succeed.
    private static StatusCode FromHttp2(long errorCode) => errorCode switch
    {
        0x0 /* NO_ERROR */ or 0x7 /* REFUSED_STREAM */ => StatusCode.Unavailable,
        0x8 /* CANCEL */ => StatusCode.Cancelled,
        0xb /* ENHANCE_YOUR_CALM */ => StatusCode.ResourceExhausted,
        0xc /* INADEQUATE_SECURITY */ => StatusCode.PermissionDenied,
        0x5 /* STREAM_CLOSED */ => StatusCode.Unknown,
        _ => StatusCode.Internal,
    };
}
