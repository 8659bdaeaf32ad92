namespace EngineApi.Engine.Networks;

/// <summary>A kind of network. It is told what to make by records that are settled, and keeps nothing but what the kernel keeps.</summary>
public interface INetworkDriver
{
    /// <summary>As in <see cref="NetworkRecord.Driver"/>: <c>bridge</c>, <c>macvlan</c>, …</summary>
    string Name { get; }

    /// <summary>
    /// Makes what the network needs on the host, or mends it: whatever is there and right stays untouched, so that running
    /// containers notice nothing. Called at creation, at start-up, and when rules were flushed.
    /// </summary>
    /// <exception cref="EngineException">The kernel refuses. Nothing is left that this call made.</exception>
    Task EnsureAsync(NetworkRecord network, CancellationToken cancellationToken);

    /// <summary>Takes it away again; in order if it is gone already.</summary>
    Task RemoveAsync(NetworkRecord network, CancellationToken cancellationToken);

    /// <summary>Gives the namespace an interface of the endpoint's name with its addresses, up, without routes to elsewhere.</summary>
    /// <param name="netnsPath">A network namespace that exists.</param>
    /// <exception cref="EngineException">The kernel refuses. Nothing is left that this call made.</exception>
    Task JoinAsync(NetworkRecord network, Endpoint endpoint, string netnsPath, CancellationToken cancellationToken);

    /// <summary>Takes the interface away; in order if it, or the namespace, is gone already.</summary>
    Task LeaveAsync(NetworkRecord network, Endpoint endpoint, string netnsPath, CancellationToken cancellationToken);
}
