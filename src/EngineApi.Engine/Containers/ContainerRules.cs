using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers;

/// <summary>What a container must be for an operation to make sense, in Docker's words.</summary>
internal static class ContainerRules
{
    /// <summary>Characters. A name is a label in containerd, which takes 4,096 for a label and its value.</summary>
    private const int LongestName = 4000;

    /// <summary>A container's name without its leading slash.</summary>
    /// <exception cref="EngineException">InvalidParameter: it cannot be one.</exception>
    public static string CheckedName(string name)
    {
        var parsed = Input.Read(() => ContainerName.Parse(name));
        return parsed.Length <= LongestName
            ? parsed
            : throw EngineException.InvalidParameter($"Invalid container name: it has {parsed.Length} characters, more than the {LongestName} allowed");
    }

    /// <exception cref="EngineException">Conflict: it does not run, or not yet again.</exception>
    public static ContainerSnapshot MustRun(this ContainerSnapshot container) => container.IsRunning
        ? container
        : throw EngineException.Conflict(container.Status == ContainerStatus.Restarting
            ? $"Container {container.Id} is restarting, wait until the container is running"
            : $"container {container.Id} is not running");

    /// <exception cref="EngineException">Conflict: it is paused.</exception>
    public static ContainerSnapshot MustNotBePaused(this ContainerSnapshot container, string message) =>
        container.Status == ContainerStatus.Paused ? throw EngineException.Conflict(message) : container;

    /// <exception cref="EngineException">Conflict: it is being removed, or a removal of it failed.</exception>
    public static ContainerSnapshot MustNotBeGoing(this ContainerSnapshot container) =>
        container.Status is ContainerStatus.Removing or ContainerStatus.Dead
            ? throw EngineException.Conflict("container is marked for removal and cannot be started")
            : container;

    /// <exception cref="EngineException">Conflict: it is being removed, or a removal of it failed.</exception>
    public static void MustBeWhole(this ContainerSnapshot container, string action)
    {
        if (container.Status is ContainerStatus.Removing or ContainerStatus.Dead)
        {
            throw EngineException.Conflict(
                $"You cannot {action} container {container.Id} which is {(container.Status == ContainerStatus.Dead ? "Dead" : "being removed")}");
        }
    }
}
