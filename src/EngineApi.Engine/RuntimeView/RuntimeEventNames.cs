using EngineApi.Containerd.Events;
using EngineApi.Wire;
using RuntimeEvent = EngineApi.Wire.RuntimeView.RuntimeEvent;

namespace EngineApi.Engine.RuntimeView;

/// <summary>containerd's events of tasks under the names that dockerd's own client of containerd (libcontainerd) gives them.</summary>
internal static class RuntimeEventNames
{
    /// <summary>What libcontainerd calls a container's first process.</summary>
    public const string Init = "init";

    /// <returns>Null for what is not about a task.</returns>
    public static RuntimeEvent? Of(Containerd.Events.RuntimeEvent happened, bool oomKilled) => happened switch
    {
        EventGap gap => new() { Event = "gap", Error = gap.Cause?.Message, Time = GoTime.Format(gap.Timestamp) },
        TaskCreated e => Task(e, "create", "/tasks/create", Init, e.Pid),
        TaskStarted e => Task(e, "start", "/tasks/start", Init, e.Pid),
        TaskExited e => Exit(e, oomKilled),
        TaskOom e => Oom(e),
        ExecAdded e => Task(e, "exec-added", "/tasks/exec-added", e.ExecId, null),
        ExecStarted e => Task(e, "exec-started", "/tasks/exec-started", e.ExecId, e.Pid),
        TaskPaused e => Task(e, "paused", "/tasks/paused", Init, null),
        TaskResumed e => Task(e, "resumed", "/tasks/resumed", Init, null),
        TaskDeleted e => Task(e, "unknown", "/tasks/delete", Init, e.Pid),
        TaskCheckpointed e => Task(e, "unknown", "/tasks/checkpointed", Init, null),
        _ => null,
    };

    private static RuntimeEvent Exit(TaskExited exited, bool oomKilled)
    {
        var told = Task(exited, "exit", "/tasks/exit", exited.ExecId.Length == 0 ? Init : exited.ExecId, exited.Pid);
        (told.ExitCode, told.ExitedAt, told.OOMKilled) = (exited.ExitStatus, GoTime.Format(exited.ExitedAt), oomKilled);
        return told;
    }

    private static RuntimeEvent Oom(TaskOom oom)
    {
        var told = Task(oom, "oom", "/tasks/oom", Init, null);
        told.OOMKilled = true;
        return told;
    }

    private static RuntimeEvent Task(TaskEvent about, string name, string topic, string process, uint? pid) => new()
    {
        Event = name,
        Topic = topic,
        ContainerID = about.ContainerId,
        ProcessID = process,
        Pid = pid,
        Time = GoTime.Format(about.Timestamp),
    };
}
