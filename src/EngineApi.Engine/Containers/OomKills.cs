using EngineApi.Engine.Containers.Spec;
using EngineApi.Linux.Cgroups;

namespace EngineApi.Engine.Containers;

/// <summary>
/// The kernel's own count of the processes of a container that it has killed for want of memory. It is there as long as the task:
/// containerd's event about such a death may come after that of the exit, or while no daemon listens.
/// </summary>
public sealed class OomKills(CgroupMounts cgroups, EngineOptions options)
{
    internal bool Any(ContainerSnapshot container) => CgroupReader.OomKills(
        cgroups, ContainerSpecBuilder.CgroupsPath(container.Settings.HostConfig, options.ContainerdNamespace, container.Id)) > 0;
}
