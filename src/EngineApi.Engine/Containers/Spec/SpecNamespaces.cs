using EngineApi.Engine.Oci;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Which namespaces a container gets, joins, or shares with the host.</summary>
internal static class SpecNamespaces
{
    public static IReadOnlyList<OciNamespace> For(HostConfig hostConfig, NamespacePaths paths)
    {
        List<OciNamespace> namespaces = [new() { Type = "mount" }];
        if (!NamespaceMode.IsHost(hostConfig.NetworkMode))
            namespaces.Add(New("network", hostConfig.NetworkMode, paths.Network));
        if (!NamespaceMode.IsHost(hostConfig.UTSMode))
            namespaces.Add(new() { Type = "uts" });
        if (!NamespaceMode.IsHost(hostConfig.PidMode))
            namespaces.Add(New("pid", hostConfig.PidMode, paths.Pid));
        if (!NamespaceMode.IsHost(hostConfig.IpcMode))
            namespaces.Add(New("ipc", hostConfig.IpcMode, paths.Ipc));
        if (hostConfig.CgroupnsMode == "private")
            namespaces.Add(new() { Type = "cgroup" });
        return namespaces;
    }

    private static OciNamespace New(string type, string mode, string? path) => path is null && NamespaceMode.IsContainer(mode)
        ? throw new EngineException(ErrorKind.System, $"cannot join the {type} namespace of {mode}: its path is not known")
        : new OciNamespace { Type = type, Path = path };
}
