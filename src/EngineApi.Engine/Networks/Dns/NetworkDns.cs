using System.Net;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Linux;
using EngineApi.Wire;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks.Dns;

/// <summary>
/// The names of containers on user-defined networks. Kept in memory, made anew at start-up from the containers that run, and
/// written into the files of <see cref="DnsServer"/>, which answers on each network's gateway address.
/// </summary>
public sealed class NetworkDns(DnsServer server, EngineOptions options, ILogger<NetworkDns> log)
{
    /// <summary>The server reads within milliseconds; a machine may be busy.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How often it is told again what it does not know in time: it may have died in between.</summary>
    private const int Tries = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (NetworkRecord Network, Dictionary<string, DnsEntry> Entries)> _networks = new(StringComparer.Ordinal);
    private readonly Mailbox _writes = new();
    private int _warned;

    /// <summary>Null if names resolve on the network, or it is none where they do; else why not.</summary>
    public static string? Missing(NetworkRecord network) => Serves(network) && DnsServer.Program is null
        ? "aardvark-dns is not installed: containers on this network do not find each other by name"
        : null;

    /// <summary>Where containers on the network ask; empty where nobody answers.</summary>
    public static IReadOnlyList<string> ListenAddresses(NetworkRecord network) =>
        Serves(network) ? [.. (network.Ipam.Config ?? []).Select(pool => pool.Gateway).OfType<string>()] : [];

    /// <summary>Tells of a container. Returns when its names resolve, or the server cannot be had, which is logged.</summary>
    public async Task JoinAsync(ContainerSnapshot container, NetworkRecord network, Endpoint endpoint)
    {
        if (!Put(container, network, endpoint))
            return;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (!await WriteAsync(network.Id, evenIfSame: attempt > 0))
                return;
            if (await KnowsAsync(network, container.Id, endpoint.IPv4Address.Length == 0))
                return;
        }

        log.DnsSilent(network.Id, container.Id);
    }

    /// <summary>Forgets a container, on one network or on all. Those who ask need not be waited for.</summary>
    public async Task LeaveAsync(string containerId, string? networkId = null)
    {
        var left = new List<string>();
        lock (_gate)
        {
            foreach (var (id, (_, entries)) in _networks)
            {
                if ((networkId ?? id) == id && entries.Remove(containerId))
                    left.Add(id);
            }
        }

        foreach (var id in left)
            await WriteAsync(id);
    }

    /// <summary>After it has got another name.</summary>
    public async Task RenameAsync(ContainerSnapshot container)
    {
        NetworkRecord[] on;
        lock (_gate)
            on = [.. _networks.Values.Where(one => one.Entries.ContainsKey(container.Id)).Select(one => one.Network)];
        foreach (var network in on)
        {
            if (container.Lifecycle.Endpoints.TryGetValue(network.Id, out var endpoint))
                await JoinAsync(container, network, endpoint);
        }
    }

    /// <summary>For a container that was found running; nothing is written until <see cref="RestoreAsync"/>.</summary>
    internal void Adopt(ContainerSnapshot container, NetworkRecord network, Endpoint endpoint) => Put(container, network, endpoint);

    /// <summary>After the last container was adopted: brings files and server in line.</summary>
    internal async Task RestoreAsync()
    {
        string[] known;
        lock (_gate)
            known = [.. _networks.Keys];
        if (Directory.Exists(server.Directory))
        {
            foreach (var stale in Directory.EnumerateFiles(server.Directory).Select(path => Path.GetFileName(path)).Where(id => id.Length == 64).Except(known))
                await WriteAsync(stale);
        }

        foreach (var id in known)
            await WriteAsync(id, evenIfSame: true);
    }

    /// <summary>Only user-defined bridges have an address of the host's on which it could listen.</summary>
    private static bool Serves(NetworkRecord network) => network.Driver == "bridge" && !PredefinedNetworks.Contains(network.Name);

    private bool Put(ContainerSnapshot container, NetworkRecord network, Endpoint endpoint)
    {
        if (ListenAddresses(network).Count == 0)
            return false;
        var asked = Attachments.Asked(container.Settings, network);
        var host = container.Settings.HostConfig;
        var servers = (host.Dns is { Count: > 0 } own ? own : options.Dns).Where(text => IpNumber.TryParse(text, out _)).ToArray();
        var names = DnsName.Usable(ContainerNetworks.DnsNames(container, asked));
        lock (_gate)
        {
            if (!_networks.TryGetValue(network.Id, out var known))
                _networks[network.Id] = known = (network, new(StringComparer.Ordinal));
            known.Entries[container.Id] = new(container.Id, endpoint.IPv4Address, endpoint.IPv6Address, names, servers);
        }

        return true;
    }

    /// <returns>False if nobody will answer.</returns>
    private async Task<bool> WriteAsync(string networkId, bool evenIfSame = false)
    {
        try
        {
            await _writes.RunAsync(() => WriteInTurnAsync(networkId, evenIfSame), CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is EngineException or LinuxException or IOException or UnauthorizedAccessException)
        {
            // The containers run all the same; at the next change it is tried again.
            if (Interlocked.Exchange(ref _warned, 1) == 0)
                log.DnsMissing(e);
            return false;
        }
    }

    /// <summary>What many changed while one wrote, the next writes at once.</summary>
    private async Task WriteInTurnAsync(string networkId, bool evenIfSame)
    {
        var path = Path.Combine(server.Directory, networkId);
        var text = TextOf(networkId);
        var written = File.Exists(path) ? File.ReadAllText(path) : null;
        if (text is null)
            File.Delete(path);
        else if (text != written)
            Replace(path, text);
        if ((text is not null || written is not null) && (text != written || evenIfSame) && await server.ReloadAsync())
            await StartedAsync(networkId);
    }

    /// <summary>Returns when a server that was started answers, or takes too long.</summary>
    private async Task StartedAsync(string networkId)
    {
        (NetworkRecord Network, DnsEntry Entry) known;
        lock (_gate)
        {
            if (!_networks.TryGetValue(networkId, out var all) || all.Entries.Count == 0)
                return;
            known = (all.Network, all.Entries.Values.First());
        }

        await KnowsAsync(known.Network, known.Entry.ContainerId, known.Entry.IPv4Address.Length == 0);
    }

    private static async Task<bool> KnowsAsync(NetworkRecord network, string containerId, bool ipv6)
    {
        using var deadline = new CancellationTokenSource(ReadTimeout);
        try
        {
            foreach (var listen in ListenAddresses(network))
                await DnsProbe.KnowsAsync(IPAddress.Parse(listen), HexId.Short(containerId), ipv6, deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Replace(string path, string text)
    {
        Directory.CreateDirectory(server.Directory);
        // Not in its directory: every file there is a network to it.
        var temporary = server.Directory + ".new";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    private string? TextOf(string networkId)
    {
        lock (_gate)
        {
            if (!_networks.TryGetValue(networkId, out var known))
                return null;
            if (known.Entries.Count > 0)
                return DnsFile.Text(ListenAddresses(known.Network), known.Entries.Values);
            _networks.Remove(networkId);
            return null;
        }
    }
}
