using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>Who is on which network now: the sandboxes of the containers that run, or are about to.</summary>
public sealed class Sandboxes
{
    private readonly ConcurrentDictionary<string, ContainerSandbox> _byContainer = new(StringComparer.Ordinal);

    /// <summary>The networks that containers are on.</summary>
    internal IEnumerable<NetworkRecord> Networks =>
        _byContainer.Values.SelectMany(sandbox => sandbox.Joined).Select(one => one.Attachment.Network).DistinctBy(network => network.Id);

    internal void Set(string containerId, ContainerSandbox sandbox) => _byContainer[containerId] = sandbox;

    internal bool TryGet(string containerId, [NotNullWhen(true)] out ContainerSandbox? sandbox) => _byContainer.TryGetValue(containerId, out sandbox);

    internal bool TryRemove(string containerId, [NotNullWhen(true)] out ContainerSandbox? sandbox) => _byContainer.TryRemove(containerId, out sandbox);

    /// <summary>The endpoints of one network.</summary>
    internal IReadOnlyList<Endpoint> On(string networkId) =>
        [.. _byContainer.Values.SelectMany(sandbox => sandbox.Joined).Where(one => one.Attachment.Network.Id == networkId).Select(one => one.Endpoint)];
}
