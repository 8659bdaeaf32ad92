namespace EngineApi.Engine.Networks;

/// <summary>The kinds of network there are.</summary>
public sealed class NetworkDrivers(IEnumerable<INetworkDriver> drivers)
{
    private readonly Dictionary<string, INetworkDriver> _byName = drivers.ToDictionary(driver => driver.Name, StringComparer.Ordinal);

    /// <summary>With those of the predefined networks that need no driver, for <c>/info</c>.</summary>
    public IReadOnlyList<string> Names => [.. _byName.Keys.Append("host").Append("null").Order(StringComparer.Ordinal)];

    /// <summary>False for <c>host</c> and <c>none</c>, whose containers get no interfaces from us.</summary>
    public static bool HasLinks(NetworkRecord network) => network.Driver is not ("host" or "null");

    /// <exception cref="EngineException">NotFound.</exception>
    public INetworkDriver Get(string name) => Find(name) ?? throw EngineException.NotFound($"plugin \"{name}\" not found");

    /// <summary>Null for <c>host</c> and <c>null</c>, which nobody has to make.</summary>
    public INetworkDriver? Find(string name) => _byName.GetValueOrDefault(name);
}
