namespace EngineApi.Containerd.Tasks;

/// <summary>Where a process is in its life, as its shim sees it. The numbers are the wire's.</summary>
public enum ProcessStatus
{
    /// <summary>The shim did not answer, or the status is of a newer containerd.</summary>
    Unknown = 0,
    Created = 1,
    Running = 2,
    Stopped = 3,
    Paused = 4,
    Pausing = 5,
}
