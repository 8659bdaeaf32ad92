using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Containers.Spec;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>Writes a container's hosts, hostname and resolv.conf, anew at every start.</summary>
public sealed class LaunchFiles(JoinedNamespaces namespaces, EngineOptions options)
{
    private const string HostHosts = "/etc/hosts";
    private const string HostResolvConf = "/etc/resolv.conf";

    /// <returns>Where they are; a container in another one's network uses that one's.</returns>
    public ContainerFilePaths Write(ContainerSnapshot container)
    {
        var settings = container.Settings;
        if (namespaces.Target(settings.HostConfig.NetworkMode) is { } other)
            return PathsOf(other.Id);
        var paths = PathsOf(container.Id);
        var (config, host) = (settings.Config, settings.HostConfig);
        var hostNetwork = NamespaceMode.IsHost(host.NetworkMode);
        File.WriteAllText(paths.Hosts, hostNetwork && host.ExtraHosts is not { Count: > 0 } && File.Exists(HostHosts)
            ? File.ReadAllText(HostHosts)
            : ContainerFiles.Hosts(host.ExtraHosts, [], [], config.Hostname, config.Domainname));
        File.WriteAllText(paths.Hostname, ContainerFiles.Hostname(config.Hostname, config.Domainname));
        File.WriteAllText(paths.ResolvConf, ResolvConf.Parse(File.Exists(HostResolvConf) ? File.ReadAllText(HostResolvConf) : "")
            .ForContainer(Or(host.Dns, options.Dns), Or(host.DnsSearch, options.DnsSearch), Or(host.DnsOptions, options.DnsOptions), hostNetwork)
            .ToString());
        foreach (var path in new[] { paths.Hosts, paths.Hostname, paths.ResolvConf })
            File.SetUnixFileMode(path, (UnixFileMode)0x1A4); // 0644: users of the container read them
        return paths;
    }

    /// <summary>Where each of them is in the container, and on the host; those of a container that never started are missing.</summary>
    internal IEnumerable<(string Destination, string Source)> Places(ContainerSnapshot container)
    {
        var donor = NamespaceMode.ContainerOf(container.Settings.HostConfig.NetworkMode);
        var paths = PathsOf(donor is null ? container.Id : namespaces.TargetOrNull(donor)?.Id ?? container.Id);
        return [("/etc/hosts", paths.Hosts), ("/etc/hostname", paths.Hostname), ("/etc/resolv.conf", paths.ResolvConf)];
    }

    private ContainerFilePaths PathsOf(string id)
    {
        var directory = options.ContainerDirectory(id);
        return new(Path.Combine(directory, "hosts"), Path.Combine(directory, "hostname"), Path.Combine(directory, "resolv.conf"));
    }

    private static IReadOnlyList<string>? Or(IReadOnlyList<string>? own, IReadOnlyList<string> daemons) =>
        own is { Count: > 0 } ? own : daemons.Count > 0 ? daemons : null;
}
