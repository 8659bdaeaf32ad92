namespace EngineApi.Containerd;

/// <summary>How long each kind of unary call may take before it fails with <see cref="ContainerdErrorKind.DeadlineExceeded"/>.</summary>
internal static class Deadlines
{
    /// <summary>A read of containerd's database.</summary>
    public static readonly TimeSpan Read = TimeSpan.FromSeconds(10);

    /// <summary>A write to containerd's database; it syncs to disk and takes turns.</summary>
    public static readonly TimeSpan Write = TimeSpan.FromSeconds(30);

    /// <summary>A question to a shim that answers from memory or from the cgroup.</summary>
    public static readonly TimeSpan Shim = TimeSpan.FromSeconds(20);

    /// <summary>A call in which the shim runs runc, or the kernel waits for processes.</summary>
    public static readonly TimeSpan Runtime = TimeSpan.FromSeconds(60);

    /// <summary>Work that grows with the size of a file system tree.</summary>
    public static readonly TimeSpan Tree = TimeSpan.FromMinutes(2);

    /// <summary>Packing or unpacking a layer, or a checkpoint: bytes by the gigabyte.</summary>
    public static readonly TimeSpan Bulk = TimeSpan.FromMinutes(30);
}
