using Google.Protobuf;

namespace EngineApi.Containerd.Tasks;

/// <summary>How CRIU takes a checkpoint (runc options.proto, CheckpointOptions).</summary>
public sealed record CheckpointOptions
{
    internal const string TypeUrl = "containerd.runc.v1.CheckpointOptions";

    /// <summary>End the task once the checkpoint is taken; else it goes on.</summary>
    public bool Exit { get; init; }

    public bool OpenTcp { get; init; }

    public bool ExternalUnixSockets { get; init; }

    public bool Terminal { get; init; }

    public bool FileLocks { get; init; }

    /// <summary>A directory to write the images to; empty puts them into the content store.</summary>
    public string ImagePath { get; init; } = "";

    public string WorkPath { get; init; } = "";

    internal TypedBytes ToTypedBytes() => new(TypeUrl, new Protocol.Runc.CheckpointOptions
    {
        Exit = Exit,
        OpenTcp = OpenTcp,
        ExternalUnixSockets = ExternalUnixSockets,
        Terminal = Terminal,
        FileLocks = FileLocks,
        ImagePath = ImagePath,
        WorkPath = WorkPath,
    }.ToByteArray());
}
