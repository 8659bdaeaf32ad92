using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Mounts;

namespace EngineApi.Engine.Volumes;

/// <summary>Which containers use a volume: those that there are, running or not, and those that are being made.</summary>
public sealed class VolumeUsers(ContainerTable containers)
{
    private readonly Lock _gate = new();
    private readonly List<(string Volume, string Container)> _coming = [];

    /// <summary>Ids of the containers that name it.</summary>
    public IReadOnlyList<string> Of(string volume)
    {
        lock (_gate)
        {
            return [.. containers.All.Where(container => Uses(container.Current, volume)).Select(container => container.Id)
                .Concat(_coming.Where(one => one.Volume == volume).Select(one => one.Container)).Distinct()];
        }
    }

    /// <summary>Whether a container runs with it, other than one.</summary>
    internal bool IsRunningWith(string volume, string except) =>
        containers.All.Any(container => container.Id != except && container.Current.IsRunning && Uses(container.Current, volume));

    /// <summary>Counts a container that is being made, until it is in the table or given up.</summary>
    internal void Expect(string volume, string container)
    {
        lock (_gate)
            _coming.Add((volume, container));
    }

    internal void ExpectNoMore(string container)
    {
        lock (_gate)
            _coming.RemoveAll(one => one.Container == container);
    }

    private static bool Uses(ContainerSnapshot container, string volume) => ContainerMounts.VolumesOf(container.Settings).Any(mount => mount.Name == volume);
}
