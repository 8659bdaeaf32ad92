using EngineApi.Containerd.Protocol.Runc;
using Google.Protobuf;

namespace EngineApi.Containerd.Tasks;

/// <summary>What the runc shim is told: at create in the container record, at start with the task (runc options.proto).</summary>
public sealed record RuncOptions
{
    /// <summary>The runtime name of the shim that understands these options.</summary>
    public const string RuncV2 = "io.containerd.runc.v2";

    internal const string TypeUrl = "containerd.runc.v1.Options";

    /// <summary>The OCI runtime's executable; empty is <c>runc</c> from the path.</summary>
    public string BinaryName { get; init; } = "";

    /// <summary>Where the runtime keeps its state; empty is <c>/run/containerd/runc</c>. The namespace is appended.</summary>
    public string Root { get; init; } = "";

    /// <summary>Hand cgroups to systemd; the spec's cgroups path then has the form <c>slice:prefix:name</c>.</summary>
    public bool SystemdCgroup { get; init; }

    public bool NoPivotRoot { get; init; }

    public bool NoNewKeyring { get; init; }

    /// <summary>A cgroup to put the shim itself into; empty leaves it where it is.</summary>
    public string ShimCgroup { get; init; } = "";

    /// <summary>Owner of the FIFOs' ends inside the container.</summary>
    public uint IoUid { get; init; }

    public uint IoGid { get; init; }

    public string CriuPath { get; init; } = "";

    /// <summary>These options as a container record's or a task's <c>options</c>.</summary>
    public TypedBytes ToTypedBytes() => new(TypeUrl, new Options
    {
        BinaryName = BinaryName,
        Root = Root,
        SystemdCgroup = SystemdCgroup,
        NoPivotRoot = NoPivotRoot,
        NoNewKeyring = NoNewKeyring,
        ShimCgroup = ShimCgroup,
        IoUid = IoUid,
        IoGid = IoGid,
        CriuPath = CriuPath,
    }.ToByteArray());

    /// <summary>A record's options, and that its task is to come from a checkpoint: what <see cref="TaskCreation.Options"/> takes then.</summary>
    /// <param name="options">Of the container record; null when it has none.</param>
    /// <param name="imagePath">The checkpoint's directory.</param>
    /// <param name="workPath">An existing directory for CRIU's log (<c>restore.log</c>) and temporary files.</param>
    public static TypedBytes Restoring(TypedBytes? options, string imagePath, string workPath)
    {
        var restoring = options is null ? new Options() : Options.Parser.ParseFrom(options.Value.Span);
        (restoring.CriuImagePath, restoring.CriuWorkPath) = (imagePath, workPath);
        return new(TypeUrl, restoring.ToByteArray());
    }
}
