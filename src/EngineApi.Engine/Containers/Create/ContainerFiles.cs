using System.Net;
using System.Text;

namespace EngineApi.Engine.Containers.Create;

/// <summary>The text of the files that every container gets of its own: hosts, hostname and resolv.conf.</summary>
public static class ContainerFiles
{
    /// <summary>Stands for the host's address, in an extra host.</summary>
    public const string HostGateway = "host-gateway";

    private static readonly string[] Loopback =
    [
        "127.0.0.1\tlocalhost", "::1\tlocalhost ip6-localhost ip6-loopback", "fe00::\tip6-localnet", "ff00::\tip6-mcastprefix",
        "ff02::1\tip6-allnodes", "ff02::2\tip6-allrouters",
    ];

    /// <summary><c>/etc/hosts</c>.</summary>
    /// <param name="extraHosts"><c>name:address</c>, in the order given.</param>
    /// <param name="hostGateways">What <c>host-gateway</c> stands for.</param>
    /// <param name="own">The container's addresses; none without a network.</param>
    /// <param name="links">Other containers' addresses and the names they have for this one.</param>
    /// <exception cref="EngineException"><c>host-gateway</c> is used and there is none.</exception>
    public static string Hosts(
        IReadOnlyList<string>? extraHosts, IReadOnlyList<IPAddress> hostGateways, IReadOnlyList<IPAddress> own, string hostname, string domainname,
        params IEnumerable<(string Address, string Names)> links)
    {
        var text = new StringBuilder();
        foreach (var line in Loopback)
            text.Append(line).Append('\n');
        foreach (var entry in extraHosts ?? [])
        {
            var parts = entry.Split(':', 2);
            foreach (var address in Resolve(parts[1], hostGateways))
                text.Append(address).Append('\t').Append(parts[0]).Append('\n');
        }
        foreach (var (address, linked) in links)
            text.Append(address).Append('\t').Append(linked).Append('\n');
        var names = domainname.Length == 0 ? hostname : $"{hostname}.{domainname} {hostname}";
        foreach (var address in own)
            text.Append(address).Append('\t').Append(names).Append('\n');
        return text.ToString();
    }

    /// <summary><c>/etc/hostname</c>: with the domain, as hostname(5) allows.</summary>
    public static string Hostname(string hostname, string domainname) =>
        (domainname.Length == 0 ? hostname : $"{hostname}.{domainname}") + "\n";

    private static IEnumerable<string> Resolve(string address, IReadOnlyList<IPAddress> hostGateways)
    {
        if (address != HostGateway)
            return [address.Trim('[', ']')];
        return hostGateways.Count > 0
            ? hostGateways.Select(gateway => gateway.ToString())
            : throw EngineException.InvalidParameter("unable to derive the IP value for host-gateway");
    }
}
