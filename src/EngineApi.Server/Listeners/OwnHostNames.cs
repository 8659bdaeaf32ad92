using System.Net;

namespace EngineApi.Server.Listeners;

/// <summary>
/// The names a request over plain TCP may call this engine by. A page in a browser can be made to reach any address by a DNS record
/// of its author's (DNS rebinding), but its requests then carry the author's name, which has to be a registered one. Addresses, names
/// without a dot and names under reserved top-level domains are nobody's; of the others only ours are accepted.
/// </summary>
internal sealed class OwnHostNames(IEnumerable<HostAddress> hosts, string machineName)
{
    // RFC 6761, RFC 8375 and ICANN's reservation of .internal: not to be had in public DNS.
    private static readonly string[] Reserved = [".localhost", ".internal", ".test", ".home.arpa"];

    private readonly HashSet<string> _names = new(
        [.. hosts.Where(static host => host.Scheme is "tcp").Select(static host => host.Target), machineName], StringComparer.OrdinalIgnoreCase);

    /// <param name="host">The name of the <c>Host</c> header, without its port; empty when the client sent none (HTTP/1.0).</param>
    public bool Include(string host)
    {
        var name = host.TrimEnd('.');
        return !name.Contains('.', StringComparison.Ordinal)
            || IPAddress.TryParse(name.Trim('[', ']'), out _)
            || Array.Exists(Reserved, end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            || _names.Contains(name);
    }
}
