using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Options of the container's own layer. Snapshots have none, so a wish for one is refused as dockerd does without quotas.</summary>
internal static class StorageRules
{
    /// <exception cref="EngineException">System, as it is the host that cannot do it.</exception>
    public static void Check(HostConfig hostConfig)
    {
        if (hostConfig.StorageOpt is not { Count: > 0 } options)
            return;
        throw new EngineException(
            ErrorKind.System,
            options.Keys.FirstOrDefault(name => !name.Equals("size", StringComparison.OrdinalIgnoreCase)) is { } unknown
                ? "Unknown option " + unknown
                : "--storage-opt is supported only for overlay over xfs with 'pquota' mount option");
    }
}
