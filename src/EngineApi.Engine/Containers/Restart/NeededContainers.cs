using EngineApi.Engine.Containers.Launch;

namespace EngineApi.Engine.Containers.Restart;

/// <summary>Whom a container's start needs to run: whose namespace it joins, and whom it is linked to.</summary>
internal static class NeededContainers
{
    /// <returns>Names or ids, which need not exist.</returns>
    public static IEnumerable<string> Of(ContainerSettings settings)
    {
        var host = settings.HostConfig;
        return new[] { host.NetworkMode, host.PidMode, host.IpcMode }
            .Select(NamespaceMode.ContainerOf)
            .OfType<string>()
            .Concat((host.Links ?? []).Select(LinkedContainers.NameOf))
            .Distinct(StringComparer.Ordinal);
    }
}
