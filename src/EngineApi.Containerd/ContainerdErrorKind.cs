namespace EngineApi.Containerd;

/// <summary>What went wrong, as containerd classifies it: its error classes on the wire are gRPC status codes.</summary>
public enum ContainerdErrorKind
{
    /// <summary>Not classified; most failures of a shim or of runc arrive as this.</summary>
    Unknown,
    NotFound,
    AlreadyExists,
    InvalidArgument,

    /// <summary>The thing exists and its state forbids the call, e.g. deleting a running task.</summary>
    FailedPrecondition,

    /// <summary>No connection, a connection that broke, or a resource held by somebody else (a locked ingest).</summary>
    Unavailable,
    Unimplemented,

    /// <summary>No answer in time. The call may still have happened.</summary>
    DeadlineExceeded,

    /// <summary>containerd gave up the call; a caller's own cancellation is an <see cref="OperationCanceledException"/> instead.</summary>
    Cancelled,
    OutOfRange,
    DataLoss,
    PermissionDenied,
    ResourceExhausted,
    Aborted,
    Internal,
}
