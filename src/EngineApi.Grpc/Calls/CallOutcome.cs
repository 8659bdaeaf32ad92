using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>How a call ended: status and trailers. Immutable; a call has at most one.</summary>
internal sealed class CallOutcome(Status status, Metadata trailers)
{
    /// <summary>OK without a word, which nearly every call ends with.</summary>
    public static readonly CallOutcome Success = new(Status.DefaultSuccess, Metadata.Empty);

    public CallOutcome(StatusCode code, string detail, Exception? cause = null)
        : this(new Status(code, detail, cause), Metadata.Empty)
    {
    }

    public Status Status { get; } = status;

    public Metadata Trailers { get; } = trailers;

    public bool IsSuccess => Status.StatusCode == StatusCode.OK;

    /// <summary>A new exception for each who asks: one exception object must not be thrown to two callers.</summary>
    public RpcException ToException() => new(Status, Trailers);
}
