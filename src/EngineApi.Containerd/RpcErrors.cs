using System.Net.Sockets;
using System.Text.RegularExpressions;
using Grpc.Core;

namespace EngineApi.Containerd;

/// <summary>Turns a gRPC status into our error: the one table of kinds, and the one place that cleans messages.</summary>
internal static partial class RpcErrors
{
    // A shim's own status is printed into the middle of containerd's message.
    [GeneratedRegex("rpc error: code = [A-Za-z]+ desc = ")]
    private static partial Regex NestedStatus();

    public static ContainerdException From(RpcException error, string call, string address, TimeSpan? deadline)
    {
        var kind = KindOf(error.StatusCode);
        if (kind == ContainerdErrorKind.DeadlineExceeded && deadline is { } limit)
        {
            return new(kind, $"containerd at {address} did not answer {call} within {limit.TotalSeconds:0.###} s", error);
        }
        if (SocketErrorOf(error) is { } socket)
        {
            return new(ContainerdErrorKind.Unavailable, $"cannot connect to containerd at {address}: {socket.Message}", error);
        }
        var detail = Clean(error.Status.Detail);
        return new(kind, detail.Length > 0 ? detail : $"containerd refused {call}: {error.StatusCode}", error);
    }

    public static string Clean(string detail) => NestedStatus().Replace(detail, "").Trim();

    private static SocketException? SocketErrorOf(RpcException error)
    {
        for (Exception? cause = error.Status.DebugException ?? error.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException { SocketErrorCode: not SocketError.OperationAborted } socket)
            {
                return socket;
            }
        }
        return null;
    }

    private static ContainerdErrorKind KindOf(StatusCode code) => code switch
    {
        StatusCode.NotFound => ContainerdErrorKind.NotFound,
        StatusCode.AlreadyExists => ContainerdErrorKind.AlreadyExists,
        StatusCode.InvalidArgument => ContainerdErrorKind.InvalidArgument,
        StatusCode.FailedPrecondition => ContainerdErrorKind.FailedPrecondition,
        StatusCode.Unavailable => ContainerdErrorKind.Unavailable,
        StatusCode.Unimplemented => ContainerdErrorKind.Unimplemented,
        StatusCode.DeadlineExceeded => ContainerdErrorKind.DeadlineExceeded,
        StatusCode.Cancelled => ContainerdErrorKind.Cancelled,
        StatusCode.OutOfRange => ContainerdErrorKind.OutOfRange,
        StatusCode.DataLoss => ContainerdErrorKind.DataLoss,
        StatusCode.PermissionDenied or StatusCode.Unauthenticated => ContainerdErrorKind.PermissionDenied,
        StatusCode.ResourceExhausted => ContainerdErrorKind.ResourceExhausted,
        StatusCode.Aborted => ContainerdErrorKind.Aborted,
        StatusCode.Internal => ContainerdErrorKind.Internal,
        _ => ContainerdErrorKind.Unknown,
    };
}
