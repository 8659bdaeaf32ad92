using EngineApi.Engine.Networks.Addresses;
using EngineApi.Wire;
using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks;

/// <summary>The networks there are (API: <c>NetworkList</c>), the newest last.</summary>
public sealed class ListNetworks(NetworkTable networks, AddressBook addresses)
{
    /// <param name="filters"><c>dangling</c>, <c>driver</c>, <c>id</c>, <c>label</c>, <c>name</c>, <c>scope</c>, <c>type</c>.</param>
    /// <exception cref="EngineException">InvalidParameter for a filter.</exception>
    public List<Network> Execute(Filters filters)
    {
        Check(filters);
        return [.. networks.All.Where(network => Matches(network, filters)).Select(NetworkShape.Of)];
    }

    private static void Check(Filters filters)
    {
        Input.Check(() => filters.Validate("dangling", "driver", "id", "label", "name", "scope", "type"));
        if (filters["type"].FirstOrDefault(type => type is not ("custom" or "builtin")) is { } type)
            throw EngineException.InvalidParameter($"invalid filter: 'type'='{type}'");
        if (filters.Has("dangling") && filters["dangling"] is not ["true" or "1" or "false" or "0"])
            throw EngineException.InvalidParameter("invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")");
    }

    private bool Matches(NetworkRecord network, Filters filters) =>
        filters.Exact("driver", network.Driver)
        && filters.Pattern("name", network.Name)
        && filters.Pattern("id", network.Id)
        && filters.Exact("scope", "local")
        && filters.Labels("label", network.Labels)
        && filters.Exact("type", PredefinedNetworks.Contains(network.Name) ? "builtin" : "custom")
        && (!filters.Has("dangling") || IsDangling(network) == filters.Bool("dangling", whenAbsent: false));

    /// <summary>Nobody is on it.</summary>
    private bool IsDangling(NetworkRecord network) => !PredefinedNetworks.Contains(network.Name) && addresses.ContainersOn(network.Id).Count == 0;
}
