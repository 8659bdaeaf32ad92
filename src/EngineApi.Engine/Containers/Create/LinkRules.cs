using EngineApi.Engine.Containers.Launch;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Whom a container may be linked to (HostConfig.Links). Wording is Docker's.</summary>
internal static class LinkRules
{
    /// <exception cref="EngineException">InvalidParameter: there is no such container, or it is on the host's network.</exception>
    public static void Check(ContainerSettings settings, ContainerTable containers)
    {
        foreach (var name in (settings.HostConfig.Links ?? []).Select(LinkedContainers.NameOf))
        {
            var other = Find(containers, name).Current.Settings.HostConfig.NetworkMode;
            if (NamespaceMode.ContainerOf(other) is { } owner)
                other = Find(containers, owner).Current.Settings.HostConfig.NetworkMode;
            if (NamespaceMode.IsHost(other))
                throw EngineException.InvalidParameter("conflicting options: host type networking can't be used with links. This would result in undefined behavior");
        }
    }

    private static Container Find(ContainerTable containers, string name)
    {
        try
        {
            return containers.Find(name);
        }
        catch (EngineException e)
        {
            // Not 404, which would be the image.
            throw EngineException.InvalidParameter($"could not get container for {name}: {e.Message}");
        }
    }
}
