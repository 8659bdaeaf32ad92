using EngineApi.Engine.Containers;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Names;
using EngineApi.Names.Table;
using EngineApi.Wire;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks.Dns;

/// <summary>
/// The names of containers on user-defined networks. Kept in memory, made anew at start-up from the containers that run, and written into
/// the files of <see cref="NameServerProcess"/>, which answers in each container's network namespace.
/// </summary>
public sealed class NetworkDns
{
    private readonly NameServerProcess _server;
    private readonly EngineOptions _options;
    private readonly ILogger<NetworkDns> _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (NetworkRecord Network, Dictionary<string, NamedContainer> Containers)> _networks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly Mailbox _writes = new();
    private Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private HashSet<string> _answered = new(StringComparer.Ordinal);
    private bool _isTold;

    public NetworkDns(NameServerProcess server, EngineOptions options, ILogger<NetworkDns> log)
    {
        (_server, _options, _log) = (server, options, log);
        server.Lost += () => _ = RestoreAsync();
    }

    /// <summary>Whether the container's questions are answered, at <see cref="NameServer.Address"/>, as of the last time the server was told.</summary>
    public bool Answers(string containerId)
    {
        lock (_gate)
            return _answered.Contains(containerId);
    }

    /// <summary>Tells of a container. Returns when its names resolve and its questions are answered, or cannot be, which is logged.</summary>
    public async Task JoinAsync(ContainerSnapshot container, NetworkRecord network, Endpoint endpoint)
    {
        if (!Put(container, network, endpoint))
            return;
        await WriteAsync();
        string? reason;
        lock (_gate)
            reason = _failures.GetValueOrDefault(container.Id);
        if (reason is not null)
            _log.NamesNotAnswered(container.Id, reason);
    }

    /// <summary>Forgets a container, on one network or on all.</summary>
    /// <returns>Whether the server knows: then nothing of it keeps the container's namespace.</returns>
    public async Task<bool> LeaveAsync(string containerId, string? networkId = null)
    {
        var left = false;
        lock (_gate)
        {
            foreach (var (id, (_, containers)) in _networks)
            {
                if ((networkId ?? id) != id || !containers.Remove(containerId))
                    continue;
                _changed.Add(id);
                left = true;
            }
        }

        return !left || await WriteAsync();
    }

    /// <summary>After it has got another name.</summary>
    public async Task RenameAsync(ContainerSnapshot container)
    {
        NetworkRecord[] on;
        lock (_gate)
            on = [.. _networks.Values.Where(one => one.Containers.ContainsKey(container.Id)).Select(one => one.Network)];
        foreach (var network in on)
        {
            if (container.Lifecycle.Endpoints.TryGetValue(network.Id, out var endpoint))
                await JoinAsync(container, network, endpoint);
        }
    }

    /// <summary>For a container that was found running; nothing is written until <see cref="RestoreAsync"/>.</summary>
    internal void Adopt(ContainerSnapshot container, NetworkRecord network, Endpoint endpoint) => Put(container, network, endpoint);

    /// <summary>After the last container was adopted, and whenever the server may have ended: brings files and server in line.</summary>
    internal Task RestoreAsync()
    {
        lock (_gate)
        {
            _isTold = false;
            _changed.UnionWith(NameNetworkFiles.Ids(_server.Directory));
            _changed.UnionWith(_networks.Keys);
            if (_changed.Count == 0)
                return Task.CompletedTask;
        }

        return WriteAsync();
    }

    /// <summary>Where containers have interfaces, and Docker names.</summary>
    private static bool Serves(NetworkRecord network) => NetworkDrivers.HasLinks(network) && !PredefinedNetworks.Contains(network.Name);

    private bool Put(ContainerSnapshot container, NetworkRecord network, Endpoint endpoint)
    {
        if (!Serves(network))
            return false;
        var asked = Attachments.Asked(container.Settings, network);
        var host = container.Settings.HostConfig;
        var servers = (host.Dns is { Count: > 0 } own ? own : _options.Dns).Where(text => IpNumber.TryParse(text, out _)).ToArray();
        var names = DnsName.Usable(ContainerNetworks.DnsNames(container, asked));
        lock (_gate)
        {
            if (!_networks.TryGetValue(network.Id, out var known))
                _networks[network.Id] = known = (network, new(StringComparer.Ordinal));
            known.Containers[container.Id] = new(
                container.Id, _options.NetworkNamespacePath(container.Id), endpoint.IPv4Address, endpoint.IPv6Address, names, servers);
            _changed.Add(network.Id);
        }

        return true;
    }

    /// <returns>False if the server could not be told.</returns>
    private async Task<bool> WriteAsync()
    {
        try
        {
            await _writes.RunAsync(WriteInTurnAsync, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is EngineException or IOException or UnauthorizedAccessException)
        {
            // The containers run all the same; at the next change it is tried again.
            _log.NamesNotTold(e);
            return false;
        }
    }

    /// <summary>What many changed while one wrote, the next writes at once.</summary>
    private async Task WriteInTurnAsync()
    {
        HashSet<string> told;
        lock (_gate)
        {
            if (_changed.Count == 0 && _isTold)
                return;
            _isTold = false;
            Directory.CreateDirectory(_server.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var id in _changed)
                WriteFile(id);
            _changed.Clear();
            told = [.. _networks.Values.SelectMany(one => one.Containers.Keys)];
        }

        var failures = await _server.ReloadAsync(isNeeded: told.Count > 0);
        lock (_gate)
        {
            _isTold = true;
            _failures = failures.Where(one => one.ContainerId.Length > 0).ToDictionary(one => one.ContainerId, one => one.Reason, StringComparer.Ordinal);
            _answered = told;
            _answered.ExceptWith(_failures.Keys);
        }

        foreach (var (_, reason) in failures.Where(one => one.ContainerId.Length == 0))
            _log.NetworkFileUnreadable(reason);
    }

    private void WriteFile(string networkId)
    {
        var path = NameNetworkFiles.PathOf(_server.Directory, networkId);
        if (!_networks.TryGetValue(networkId, out var known) || known.Containers.Count == 0)
        {
            _networks.Remove(networkId);
            File.Delete(path);
            return;
        }

        var label = DnsName.Usable([known.Network.Name]) is [var usable, ..] ? usable : HexId.Short(networkId);
        var temporary = path + ".new";
        File.WriteAllText(temporary, NameNetworkFile.Write(new(networkId, label, known.Network.Internal, [.. known.Containers.Values])));
        File.Move(temporary, path, overwrite: true);
    }
}
