using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Network;
using EngineApi.Wire;

namespace EngineApi.Engine.Networks.Parents;

/// <summary>
/// Networks whose containers are on the network of one of the host's interfaces, without a bridge and without rules. As in Docker, the
/// host itself is not reached that way.
/// </summary>
public abstract class ParentDriver(HostLinks host, NetworkTable networks) : INetworkDriver
{
    public abstract string Name { get; }

    public Task EnsureAsync(NetworkRecord network, CancellationToken cancellationToken)
    {
        Check(network);
        if (networks.All.FirstOrDefault(other => other.Id != network.Id && other.Driver == Name && SharesParent(network, other)) is { } owner)
            throw new EngineException(ErrorKind.Forbidden, $"network dm-{HexId.Short(owner.Id)} is already using parent interface {ParentLink.NameOf(network)}");
        LinkFailure.Explain(network, () => ParentLink.Ensure(host.Socket, network));
        return Task.CompletedTask;
    }

    public Task RemoveAsync(NetworkRecord network, CancellationToken cancellationToken)
    {
        LinkFailure.Explain(network, () =>
        {
            ParentLink.Remove(host.Socket, network);
            return true;
        });
        return Task.CompletedTask;
    }

    public Task JoinAsync(NetworkRecord network, Endpoint endpoint, string netnsPath, CancellationToken cancellationToken) =>
        LinkFailure.ExplainAsync(network, () => NetworkNamespace.RunAsync(netnsPath, space =>
        {
            var parent = ParentLink.Ensure(host.Socket, network);
            Create(host.Socket, network, endpoint, parent.Index, space);
            EndpointLink.Settle(endpoint);
            return true;
        }));

    public Task LeaveAsync(NetworkRecord network, Endpoint endpoint, string netnsPath, CancellationToken cancellationToken) =>
        EndpointLink.RemoveAsync(endpoint, netnsPath);

    /// <exception cref="EngineException">InvalidParameter: an option has a value that is none.</exception>
    protected abstract void Check(NetworkRecord network);

    /// <summary>Makes the endpoint's interface in its namespace.</summary>
    protected abstract void Create(RouteSocket host, NetworkRecord network, Endpoint endpoint, int parent, FileDescriptor space);

    private static bool SharesParent(NetworkRecord one, NetworkRecord other) =>
        ParentLink.Named(one) is { } parent && !one.Internal && !other.Internal && ParentLink.Named(other) == parent;
}
