namespace EngineApi.Engine.Containers;

/// <summary>Docker's <c>State.Status</c>.</summary>
public enum ContainerStatus
{
    /// <summary>Never started, or its start failed.</summary>
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    /// <summary>A removal failed half-way; only removing it again is possible.</summary>
    Dead,
}
