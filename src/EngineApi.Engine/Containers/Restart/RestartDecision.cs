using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Restart;

/// <summary>What a restart policy says (HostConfig.RestartPolicy). Pure.</summary>
internal static class RestartDecision
{
    /// <summary>Whether a container that has just ended is to be started again. A stop by hand always wins.</summary>
    /// <param name="life">With the exit in it.</param>
    public static bool AfterExit(RestartPolicy policy, ContainerLifecycle life) => !life.ManuallyStopped && policy.Name switch
    {
        "always" or "unless-stopped" => true,
        "on-failure" => life.ExitCode != 0 && (policy.MaximumRetryCount == 0 || life.RestartCount < policy.MaximumRetryCount),
        _ => false,
    };

    /// <summary>
    /// Whether a container that is found ended when the daemon starts is to be started: <c>always</c> means it, even one that was
    /// stopped by hand. One that never ran is not.
    /// </summary>
    public static bool AtStartUp(RestartPolicy policy, ContainerLifecycle life) =>
        life.StartedAt is not null && (policy.Name == "always" || AfterExit(policy, life));
}
