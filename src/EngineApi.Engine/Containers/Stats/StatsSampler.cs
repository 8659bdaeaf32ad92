using EngineApi.Linux.Cgroups;
using EngineApi.Linux.Host;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Stats;

/// <summary>Reads what a container uses straight from its cgroup's files, as its shim would if containerd were asked for it.</summary>
public sealed class StatsSampler(ContainerTable containers, CgroupMounts cgroups, long hostMemory, TimeProvider time, string proc = "/proc")
{
    /// <summary>How many containers may stand between one and the owner of its network namespace.</summary>
    private const int MostHops = 16;

    /// <summary>What it has used up to now, without its name; nothing at all when it does not run.</summary>
    public ContainerStats Take(ContainerSnapshot container)
    {
        if (!container.IsRunning || container.Pid == 0 || ProcessCgroups.TryRead(container.Pid, proc) is not { } process
            || CgroupReader.TryRead(cgroups, process, container.Id) is not { } counters)
        {
            return StatsOf.Nothing;
        }

        // The host's time is read right behind the container's: clients divide one by the other.
        var stats = StatsOf.Running(counters, HostCpuTime.Read(proc), (ulong)hostMemory, time.GetUtcNow());
        if (HasNetwork(container))
            stats.Networks = StatsOf.Networks(InterfaceCounters.Read(container.Pid, proc));
        return stats;
    }

    /// <summary>False when it is the host's, whose traffic is not the container's.</summary>
    private bool HasNetwork(ContainerSnapshot container)
    {
        for (var hops = 0; hops < MostHops; hops++)
        {
            var mode = container.Settings.HostConfig.NetworkMode;
            if (NamespaceMode.IsHost(mode))
                return false;
            if (NamespaceMode.ContainerOf(mode) is not { Length: > 0 } id || !containers.TryGet(id, out var owner))
                return true;
            container = owner.Current;
        }

        return true;
    }
}
