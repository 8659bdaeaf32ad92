namespace EngineApi.Server.Options;

/// <summary>Options of dockerd that are not supported: refused by name, so that nobody believes they took effect.</summary>
internal static class UnsupportedOptions
{
    /// <summary>As on the command line.</summary>
    private static readonly HashSet<string> Flags = new(StringComparer.Ordinal)
    {
        "allow-direct-routing", "allow-nondistributable-artifacts", "api-cors-header", "authorization-plugin", "bridge",
        "bridge-accept-fwmark", "cdi-spec-dir", "cgroup-parent", "containerd-plugins-namespace", "cpu-rt-period", "cpu-rt-runtime",
        "cri-containerd", "default-cgroupns-mode", "default-gateway", "default-gateway-v6", "default-ipc-mode",
        "default-network-opt", "default-shm-size", "exec-opt", "experimental", "feature", "firewall-backend", "fixed-cidr",
        "fixed-cidr-v6", "host-gateway-ip", "http-proxy", "https-proxy", "icc", "init", "init-path", "ip", "ip-masq", "ip6tables", "iptables",
        "ipv6", "live-restore", "max-concurrent-downloads", "max-concurrent-uploads", "max-download-attempts",
        "network-control-plane-mtu", "no-new-privileges",
        "no-proxy", "node-generic-resource", "oom-score-adjust", "raw-logs", "seccomp-profile", "selinux-enabled", "storage-driver",
        "storage-opt", "swarm-default-advertise-addr", "userland-proxy", "userland-proxy-path", "userns-remap",
    };

    private static readonly HashSet<char> Shorts = ['b', 's'];

    /// <summary>Keys of the file that are not spelled like their option.</summary>
    private static readonly HashSet<string> Keys = new(StringComparer.Ordinal)
    {
        "authorization-plugins", "builder", "cdi-spec-dirs", "default-network-opts", "exec-opts", "features",
        "host-gateway-ips", "min-api-version", "node-generic-resources", "proxies", "storage-opts",
    };

    public static bool HasFlag(string name) => Flags.Contains(name);

    public static bool HasShort(char name) => Shorts.Contains(name);

    public static bool HasKey(string key) => Flags.Contains(key) || Keys.Contains(key);
}
