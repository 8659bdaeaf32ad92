using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Mounts;

namespace EngineApi.Engine.Volumes;

/// <summary>HostConfig.VolumesFrom: what other containers have mounted, <c>container[:mode]</c>.</summary>
internal static class VolumesFrom
{
    /// <exception cref="EngineException">InvalidParameter for a mode, or a container that is not there: clients take a create's 404 for a missing image, and pull.</exception>
    public static IEnumerable<ResolvedMount> Read(IReadOnlyList<string> specifications, ContainerTable containers)
    {
        foreach (var specification in specifications)
        {
            var colon = specification.IndexOf(':', StringComparison.Ordinal);
            var (name, mode) = colon < 0 ? (specification, "") : (specification[..colon], specification[(colon + 1)..]);
            if (specification.Length == 0)
                throw EngineException.InvalidParameter("volumes-from specification cannot be an empty string");
            if (MountMode.TryParse(mode) is not { Propagation: "", NoCopy: false } access)
                throw EngineException.InvalidParameter($"invalid mode: {mode}");
            if (name.Length == 0)
                throw EngineException.InvalidParameter("invalid name or ID supplied: \"\"");
            var other = containers.FindOrNull(name) ?? throw EngineException.InvalidParameter("No such container: " + name);
            foreach (var mount in ContainerMounts.Resolve(other.Current.Settings).Where(mount => mount.Listed && mount.Type != "tmpfs"))
                yield return mount with { ReadOnly = mount.ReadOnly || access.ReadOnly, Inherited = true };
        }
    }
}
