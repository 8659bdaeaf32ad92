using System.Net;
using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Dns;
using EngineApi.Names;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>Writes a container's hosts, hostname and resolv.conf, anew at every start and whenever its networks change.</summary>
public sealed class LaunchFiles(JoinedNamespaces namespaces, NetworkDns dns, HostGateway gateway, LinkedContainers links, EngineOptions options)
{
    private const string HostHosts = "/etc/hosts";
    private const string HostResolvConf = "/etc/resolv.conf";

    /// <param name="endpoints">By network id: what it has on its networks.</param>
    /// <param name="starts">Whether it is about to start: then those it is linked to have to be there.</param>
    /// <returns>Where they are; a container in another one's network uses that one's.</returns>
    /// <exception cref="EngineException">An extra host or a link names what is not there.</exception>
    public async Task<ContainerFilePaths> WriteAsync(ContainerSnapshot container, IReadOnlyDictionary<string, Endpoint> endpoints, bool starts = false)
    {
        var settings = container.Settings;
        if (namespaces.Target(settings.HostConfig.NetworkMode) is { } other)
            return PathsOf(other.Id);
        var paths = PathsOf(container.Id);
        // In place: a running container has them mounted.
        File.WriteAllText(paths.Hosts, await HostsAsync(settings, endpoints, starts));
        File.WriteAllText(paths.Hostname, ContainerFiles.Hostname(settings.Config.Hostname, settings.Config.Domainname));
        File.WriteAllText(paths.ResolvConf, Resolver(container).ToString());
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

    private async Task<string> HostsAsync(ContainerSettings settings, IReadOnlyDictionary<string, Endpoint> endpoints, bool starts)
    {
        var (config, host) = (settings.Config, settings.HostConfig);
        if (NamespaceMode.IsHost(host.NetworkMode) && host.ExtraHosts is not { Count: > 0 } && File.Exists(HostHosts))
            return File.ReadAllText(HostHosts);
        var own = InOrder(endpoints).SelectMany(endpoint => new[] { endpoint.IPv4Address, endpoint.IPv6Address }).Where(address => address.Length > 0);
        return ContainerFiles.Hosts(
            host.ExtraHosts, await gateway.AddressesAsync(host), [.. own.Select(IPAddress.Parse)], config.Hostname, config.Domainname,
            links.Of(settings, endpoints, mustBeThere: starts));
    }

    private ResolvConf Resolver(ContainerSnapshot container)
    {
        var host = container.Settings.HostConfig;
        var plain = ResolvConf.Parse(File.Exists(HostResolvConf) ? File.ReadAllText(HostResolvConf) : "").ForContainer(
            Or(host.Dns, options.Dns), Or(host.DnsSearch, options.DnsSearch), Or(host.DnsOptions, options.DnsOptions), NamespaceMode.IsHost(host.NetworkMode));
        return dns.Answers(container.Id) ? ResolvConf.ForNamedContainer(plain, NameServer.Address) : plain;
    }

    private static IEnumerable<Endpoint> InOrder(IReadOnlyDictionary<string, Endpoint> endpoints) =>
        endpoints.Values.OrderBy(endpoint => endpoint.Interface, StringComparer.Ordinal);

    private ContainerFilePaths PathsOf(string id)
    {
        var directory = options.ContainerDirectory(id);
        return new(Path.Combine(directory, "hosts"), Path.Combine(directory, "hostname"), Path.Combine(directory, "resolv.conf"));
    }

    private static IReadOnlyList<string>? Or(IReadOnlyList<string>? own, IReadOnlyList<string> daemons) =>
        own is { Count: > 0 } ? own : daemons.Count > 0 ? daemons : null;
}
