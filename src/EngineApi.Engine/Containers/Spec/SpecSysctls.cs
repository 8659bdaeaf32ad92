using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Kernel parameters that a namespace of the container has for itself.</summary>
internal static class SpecSysctls
{
    private static readonly string[] IpcParameters =
        ["kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"];

    /// <exception cref="EngineException">A parameter that would change the host's.</exception>
    public static IReadOnlyDictionary<string, string>? For(ContainerConfig config, HostConfig hostConfig, HostFacts host)
    {
        var sysctls = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (NamespaceMode.IsOwn(hostConfig.NetworkMode) && host.UnprivilegedNetworking)
        {
            // ping and ports below 1024 without NET_RAW and NET_BIND_SERVICE; harmless in a network of one's own.
            sysctls["net.ipv4.ip_unprivileged_port_start"] = "0";
            sysctls["net.ipv4.ping_group_range"] = "0 2147483647";
        }

        // Runtimes before OCI 1.1 know no domainname; the parameter sets the same thing.
        if (config.Domainname.Length > 0 && !NamespaceMode.IsHost(hostConfig.UTSMode))
            sysctls["kernel.domainname"] = config.Domainname;
        foreach (var (name, value) in hostConfig.Sysctls ?? [])
        {
            Check(name, hostConfig);
            sysctls[name.Replace('/', '.')] = value;
        }
        return sysctls.Count == 0 ? null : sysctls;
    }

    private static void Check(string given, HostConfig hostConfig)
    {
        var name = given.Replace('/', '.');
        string? refusal = null;
        if (name.StartsWith("net.", StringComparison.Ordinal))
            refusal = NamespaceMode.IsHost(hostConfig.NetworkMode) ? "not allowed in host network namespace" : null;
        else if (IpcParameters.Contains(name) || name.StartsWith("fs.mqueue.", StringComparison.Ordinal))
            refusal = NamespaceMode.IsHost(hostConfig.IpcMode) ? "is not allowed in the hosts ipc namespace" : null;
        else if (name is "kernel.domainname" or "kernel.hostname")
            refusal = NamespaceMode.IsHost(hostConfig.UTSMode) || name == "kernel.hostname" ? "is not allowed" : null;
        else
            refusal = "is not in a separate kernel namespace";
        if (refusal is not null)
            throw EngineException.InvalidParameter($"sysctl \"{given}\" {refusal}");
    }
}
