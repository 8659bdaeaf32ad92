using EngineApi.Engine.Containers;
using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks;

/// <summary>Which networks a container wants to be on, by its network mode and its networking configuration.</summary>
public sealed class Attachments(NetworkTable networks)
{
    /// <summary>
    /// By the names asked for, in alphabetical order; that of the network mode is the first, and becomes <c>eth0</c>. None for one that
    /// uses another container's, that has its network disabled, or that was disconnected from all.
    /// </summary>
    public static IReadOnlyList<(string Network, EndpointSettings Settings)> Asked(ContainerSettings settings)
    {
        var mode = settings.HostConfig.NetworkMode;
        if (NamespaceMode.IsContainer(mode) || settings.Config.NetworkDisabled == true)
            return [];
        var first = mode is "" or "default" ? PredefinedNetworks.Bridge : mode;
        // One that names networks is on these, and on no other for its mode; it names none when it was disconnected from all.
        if (settings.NetworkingConfig.EndpointsConfig is not { } asked)
            return [(first, new())];
        return
        [
            .. asked.OrderBy(one => one.Key == mode || one.Key == first ? 0 : 1)
                .ThenBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => (one.Key, one.Value ?? new())),
        ];
    }

    /// <summary>What it asks for on one network, by its name or its id; nothing in particular if it does not ask for it.</summary>
    public static EndpointSettings Asked(ContainerSettings settings, NetworkRecord network) =>
        Asked(settings).FirstOrDefault(one => one.Network == network.Name || one.Network == network.Id).Settings ?? new();

    /// <summary>All that it asks for, with the networks looked up.</summary>
    /// <exception cref="EngineException">NotFound for a network that is not there.</exception>
    public IReadOnlyList<Attachment> Of(ContainerSettings settings)
    {
        var found = new List<Attachment>();
        foreach (var (name, endpoint) in Asked(settings))
        {
            var network = networks.FindOrNull(name) ?? throw EngineException.NotFound($"failed to set up container networking: network {name} not found");
            // One network by its name and its id is one network.
            if (found.All(other => other.Network.Id != network.Id))
                found.Add(new(network, endpoint));
        }

        return found;
    }
}
