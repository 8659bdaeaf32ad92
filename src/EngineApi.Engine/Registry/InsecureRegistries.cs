using System.Net;
using System.Net.Sockets;

namespace EngineApi.Engine.Registry;

/// <summary>The registries that need no verified TLS: those of <c>--insecure-registry</c>, and those on this machine.</summary>
public sealed class InsecureRegistries(LiveOptions live)
{
    private static readonly TimeSpan LookupDeadline = TimeSpan.FromSeconds(5);

    private static readonly IPNetwork[] ThisMachine = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <param name="authority">Host and perhaps port.</param>
    public async Task<bool> ContainsAsync(string authority, CancellationToken cancellationToken)
    {
        var host = Host(authority);
        var networks = new List<IPNetwork>(ThisMachine);
        foreach (var entry in live.Current.InsecureRegistries)
        {
            if (IPNetwork.TryParse(entry, out var network))
                networks.Add(network);
            else if (entry.Equals(authority, StringComparison.OrdinalIgnoreCase) || entry.Equals(host, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        var addresses = await AddressesAsync(host, cancellationToken);
        return addresses.Any(address => networks.Exists(network => network.Contains(address)));
    }

    private static string Host(string authority)
    {
        var colon = authority.LastIndexOf(':');
        var host = colon > authority.LastIndexOf(']') ? authority[..colon] : authority;
        return host.Trim('[', ']');
    }

    private static async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
            return [address];
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LookupDeadline);
        try
        {
            return await Dns.GetHostAddressesAsync(host, deadline.Token);
        }
        catch (Exception e) when (e is SocketException or ArgumentException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // An unknown name is in no network; that it is unknown is told when it is connected to.
            return [];
        }
    }
}
