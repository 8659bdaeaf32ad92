using EngineApi.Containerd.Protocol.Events;
using EngineApi.Containerd.Protocol.Exchange;
using Google.Protobuf;

namespace EngineApi.Containerd.Events;

/// <summary>From an envelope's type URL and bytes to our event; the URL may carry a host part or none.</summary>
internal static class EventDecoder
{
    /// <returns>Null for a type we do not know: a newer containerd may have more.</returns>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not what the URL says.</exception>
    public static RuntimeEvent? Decode(Envelope envelope)
    {
        if (envelope.Event is null)
        {
            return null;
        }
        var (at, type, bytes) = (envelope.Timestamp.ToMoment(), envelope.Event.TypeUrl, envelope.Event.Value);
        return type[(type.LastIndexOf('/') + 1)..] switch
        {
            "containerd.events.TaskCreate" => Of(TaskCreate.Parser, bytes, e => new TaskCreated(at, e.ContainerId, e.Pid, e.Bundle)),
            "containerd.events.TaskStart" => Of(TaskStart.Parser, bytes, e => new TaskStarted(at, e.ContainerId, e.Pid)),
            "containerd.events.TaskExit" => Of(TaskExit.Parser, bytes, e => new TaskExited(
                at, e.ContainerId, e.Id == e.ContainerId ? "" : e.Id, e.Pid, e.ExitStatus, e.ExitedAt.ToMoment())),
            "containerd.events.TaskDelete" => Of(TaskDelete.Parser, bytes, e => new TaskDeleted(
                at, e.ContainerId, e.Pid, e.ExitStatus, e.ExitedAt.ToMoment())),
            "containerd.events.TaskOOM" => Of(TaskOOM.Parser, bytes, e => new TaskOom(at, e.ContainerId)),
            "containerd.events.TaskExecAdded" => Of(TaskExecAdded.Parser, bytes, e => new ExecAdded(at, e.ContainerId, e.ExecId)),
            "containerd.events.TaskExecStarted" => Of(TaskExecStarted.Parser, bytes, e => new ExecStarted(at, e.ContainerId, e.ExecId, e.Pid)),
            "containerd.events.TaskPaused" => Of(Protocol.Events.TaskPaused.Parser, bytes, e => new TaskPaused(at, e.ContainerId)),
            "containerd.events.TaskResumed" => Of(Protocol.Events.TaskResumed.Parser, bytes, e => new TaskResumed(at, e.ContainerId)),
            "containerd.events.TaskCheckpointed" => Of(
                Protocol.Events.TaskCheckpointed.Parser, bytes, e => new TaskCheckpointed(at, e.ContainerId, e.Checkpoint)),
            "containerd.events.ContainerCreate" => Of(ContainerCreate.Parser, bytes, e => new ContainerCreated(at, e.Id, e.Image)),
            "containerd.events.ContainerUpdate" => Of(ContainerUpdate.Parser, bytes, e => new ContainerUpdated(at, e.Id, e.Image)),
            "containerd.events.ContainerDelete" => Of(ContainerDelete.Parser, bytes, e => new ContainerDeleted(at, e.Id)),
            "containerd.services.images.v1.ImageCreate" => Of(ImageCreate.Parser, bytes, e => new ImageCreated(at, e.Name)),
            "containerd.services.images.v1.ImageUpdate" => Of(ImageUpdate.Parser, bytes, e => new ImageUpdated(at, e.Name)),
            "containerd.services.images.v1.ImageDelete" => Of(ImageDelete.Parser, bytes, e => new ImageDeleted(at, e.Name)),
            "containerd.events.ContentDelete" => Of(ContentDelete.Parser, bytes, e => new ContentDeleted(at, e.Digest)),
            "containerd.events.SnapshotPrepare" => Of(SnapshotPrepare.Parser, bytes, e => new SnapshotPrepared(at, e.Key, e.Parent)),
            "containerd.events.SnapshotCommit" => Of(SnapshotCommit.Parser, bytes, e => new SnapshotCommitted(at, e.Key, e.Name)),
            "containerd.events.SnapshotRemove" => Of(SnapshotRemove.Parser, bytes, e => new SnapshotRemoved(at, e.Key)),
            "containerd.events.NamespaceCreate" => Of(NamespaceCreate.Parser, bytes, e => new NamespaceCreated(at, e.Name)),
            "containerd.events.NamespaceUpdate" => Of(NamespaceUpdate.Parser, bytes, e => new NamespaceUpdated(at, e.Name)),
            "containerd.events.NamespaceDelete" => Of(NamespaceDelete.Parser, bytes, e => new NamespaceDeleted(at, e.Name)),
            _ => null,
        };
    }

    private static RuntimeEvent Of<T>(MessageParser<T> parser, ByteString bytes, Func<T, RuntimeEvent> make)
        where T : IMessage<T> => make(parser.ParseFrom(bytes));
}
