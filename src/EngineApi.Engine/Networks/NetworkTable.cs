using System.Diagnostics.CodeAnalysis;
using EngineApi.Engine.Containers;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks;

/// <summary>Every network of this daemon by id and by name. What is in it is on disk (<see cref="NetworkFiles"/>).</summary>
public sealed class NetworkTable(NetworkFiles files, PredefinedNetworks predefined, ILogger<NetworkTable> log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, NetworkRecord> _byId = new(StringComparer.Ordinal);
    private volatile NetworkRecord[] _all = [];

    /// <summary>A moment's list, oldest first.</summary>
    public IReadOnlyList<NetworkRecord> All => _all;

    /// <summary>Reads what is on disk, and settles the predefined networks. Once, at start-up.</summary>
    /// <exception cref="EngineException">InvalidParameter: no subnet is left for the default bridge.</exception>
    public void Load()
    {
        foreach (var network in files.Read())
        {
            if (_all.Any(other => other.Name == network.Name))
                log.NetworkNameTaken(network.Id, network.Name);
            else
                Put(network);
        }

        foreach (var network in predefined.Settle(_all))
        {
            files.Write(network);
            Put(network);
        }
    }

    /// <summary>By full id.</summary>
    /// <exception cref="EngineException">NotFound.</exception>
    public NetworkRecord Get(string id) => TryGet(id, out var network) ? network : throw NotFound(id);

    public bool TryGet(string id, [NotNullWhen(true)] out NetworkRecord? network)
    {
        lock (_gate)
            return _byId.TryGetValue(id, out network);
    }

    /// <summary>By full id, name, or unique prefix of an id, in this order.</summary>
    /// <exception cref="EngineException">NotFound <c>network … not found</c>; InvalidParameter for an ambiguous prefix.</exception>
    public NetworkRecord Find(string nameOrId) => FindOrNull(nameOrId) ?? throw NotFound(nameOrId);

    /// <summary>As <see cref="Find"/>, but null when there is none.</summary>
    public NetworkRecord? FindOrNull(string nameOrId)
    {
        if (nameOrId.Length == 0)
            return null;
        if (TryGet(nameOrId, out var exact))
            return exact;
        var all = _all;
        if (all.FirstOrDefault(network => network.Name == nameOrId) is { } named)
            return named;
        var matches = all.Where(network => network.Id.StartsWith(nameOrId, StringComparison.Ordinal)).ToArray();
        return matches.Length > 1
            ? throw EngineException.InvalidParameter($"network {nameOrId} is ambiguous ({matches.Length} matches found based on ID prefix)")
            : matches.FirstOrDefault();
    }

    /// <summary>One network is made or removed after the other: what each finds free stays so until it is done.</summary>
    internal Mailbox Changes { get; } = new();

    /// <summary>On disk and visible. In a transition of <see cref="Changes"/>, as all that follow.</summary>
    /// <param name="beforeItShows">Makes what the network is made of: a daemon that dies meanwhile finds it on disk, and makes it again.</param>
    /// <exception cref="EngineException">Conflict: the name is taken. Or what <paramref name="beforeItShows"/> throws; then nothing is on disk.</exception>
    internal async Task AddAsync(NetworkRecord network, Func<Task> beforeItShows)
    {
        RefuseTaken(network.Name);
        await using var rollback = new Rollback((step, e) => log.NetworkUndoFailed(network.Id, step, e));
        rollback.Add("file", () => files.Delete(network.Id));
        files.Write(network);
        await beforeItShows();
        rollback.Commit();
        Put(network);
    }

    internal void RefuseTaken(string name)
    {
        if (_all.Any(network => network.Name == name))
            throw EngineException.Conflict($"network with name {name} already exists");
    }

    internal void Remove(NetworkRecord network)
    {
        files.Delete(network.Id);
        lock (_gate)
        {
            _byId.Remove(network.Id);
            _all = [.. _all.Where(other => other.Id != network.Id)];
        }
    }

    private void Put(NetworkRecord network)
    {
        lock (_gate)
        {
            _byId[network.Id] = network;
            _all = [.. _byId.Values.OrderBy(one => one.Created)];
        }
    }

    private static EngineException NotFound(string nameOrId) => EngineException.NotFound($"network {nameOrId} not found");
}
