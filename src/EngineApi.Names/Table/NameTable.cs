using EngineApi.Names.Forwarding;

namespace EngineApi.Names.Table;

/// <summary>Who finds whom by which name. It does not change: there is a new one for each change.</summary>
public sealed class NameTable
{
    private readonly Dictionary<string, ContainerView> _views = new(StringComparer.Ordinal);

    private NameTable()
    {
    }

    public static NameTable Empty { get; } = new();

    /// <summary>
    /// Each container sees the names of all networks that it is on. A name that several of them have is that of the network whose own
    /// name comes first, as dockerd has it where nothing else decides.
    /// </summary>
    public static NameTable Of(IEnumerable<NameNetwork> networks)
    {
        var table = new NameTable();
        var joined = from network in networks.OrderBy(network => network.Name, StringComparer.Ordinal)
                     let names = new NetworkNames(network)
                     from container in network.Containers
                     group (names, network.IsInternal, container) by container.Id;
        foreach (var one in joined)
        {
            var servers = one.Select(on => on.container.Servers).FirstOrDefault(servers => servers.Count > 0) ?? [];
            table._views[one.Key] = new(
                [.. one.Select(on => on.names)],
                one.All(on => on.IsInternal),
                one.First().container.NetnsPath,
                ServerAddress.ForContainer(servers));
        }

        return table;
    }

    /// <summary>Null if the container is on no network that has names.</summary>
    internal ContainerView? For(string containerId) => _views.GetValueOrDefault(containerId);
}
