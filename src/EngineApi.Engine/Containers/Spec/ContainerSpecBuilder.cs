using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Containers.Spec.Seccomp;
using EngineApi.Engine.Oci;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Makes the OCI spec that has a runtime start a container as Docker would. Pure, but for looking up device nodes.</summary>
public static class ContainerSpecBuilder
{
    /// <exception cref="EngineException">A wish that this host, or this container's file system, cannot fulfil.</exception>
    public static OciSpec Build(SpecInput input)
    {
        var hostConfig = input.HostConfig;
        var host = input.Host;
        var security = SecurityOptions.Parse(hostConfig.SecurityOpt);
        var capabilities = Capabilities.For(hostConfig.CapAdd, hostConfig.CapDrop, hostConfig.Privileged, host.BoundingCapabilities);
        var user = SpecUser.For(input.Config.User, hostConfig.GroupAdd, input.Users);
        var (devices, rules) = SpecDevices.For(hostConfig, host.Devices);
        return new OciSpec
        {
            Process = SpecProcess.For(input, user, capabilities, security),
            Root = new OciRoot { Readonly = hostConfig.ReadonlyRootfs },
            Hostname = NamespaceMode.IsHost(hostConfig.UTSMode) ? null : input.Config.Hostname,
            Mounts = SpecMounts.For(input, security),
            Annotations = hostConfig.Annotations,
            Linux = new OciLinux
            {
                Namespaces = SpecNamespaces.For(hostConfig, input.Namespaces),
                CgroupsPath = CgroupsPath(hostConfig, input.CgroupParent, input.Id),
                Resources = SpecResources.For(hostConfig, host, rules),
                Devices = devices,
                Sysctl = SpecSysctls.For(input.Config, hostConfig, host),
                Seccomp = SeccompFilter.For(security.Seccomp, hostConfig.Privileged, capabilities, host),
                MaskedPaths = SpecSecurity.MaskedPathsFor(hostConfig),
                ReadonlyPaths = SpecSecurity.ReadonlyPathsFor(hostConfig),
                RootfsPropagation = SpecMounts.RootPropagation(input.Mounts),
            },
        };
    }

    /// <summary>
    /// Where the container's cgroup is, below each controller's mount point: <c>/parent/id</c>. A relative parent begins there, too,
    /// and <c>..</c> leads nowhere above it.
    /// </summary>
    /// <param name="parent">The cgroup's parent when the host configuration names none.</param>
    public static string CgroupsPath(HostConfig hostConfig, string parent, string id) =>
        ContainerPath.Clean($"/{(hostConfig.CgroupParent.Length > 0 ? hostConfig.CgroupParent : parent)}/{id}");
}
