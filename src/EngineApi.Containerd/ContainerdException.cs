namespace EngineApi.Containerd;

/// <summary>A call that containerd refused or did not answer. The message is containerd's, without gRPC's framing.</summary>
public sealed class ContainerdException : Exception
{
    public ContainerdException(ContainerdErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    public ContainerdErrorKind Kind { get; }

    /// <summary>True when trying the same call again can help: containerd was away, or too slow.</summary>
    public bool IsTransient => Kind is ContainerdErrorKind.Unavailable or ContainerdErrorKind.DeadlineExceeded;
}
