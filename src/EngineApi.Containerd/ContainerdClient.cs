using EngineApi.Containerd.Containers;
using EngineApi.Containerd.Content;
using EngineApi.Containerd.Diff;
using EngineApi.Containerd.Events;
using EngineApi.Containerd.Images;
using EngineApi.Containerd.Introspection;
using EngineApi.Containerd.Leases;
using EngineApi.Containerd.Namespaces;
using EngineApi.Containerd.Snapshots;
using EngineApi.Containerd.Tasks;
using Grpc.Core;
using Grpc.Net.Client;

namespace EngineApi.Containerd;

/// <summary>
/// One containerd seen from one namespace. Immutable and safe for any number of callers. Every unary call has a deadline;
/// failures are <see cref="ContainerdException"/>, except a caller's own cancellation. After containerd's restart the same client
/// goes on working; calls in flight fail with Unavailable, and those made meanwhile wait as long as they were told to.
/// </summary>
public sealed class ContainerdClient : IDisposable
{
    private readonly Connection _connection;
    private readonly GrpcChannel? _channel;

    /// <summary>Connects on the first call.</summary>
    /// <param name="address">A unix socket (<c>/run/containerd/containerd.sock</c>, <c>unix:///…</c>) or a named pipe (<c>npipe://…</c>).</param>
    /// <param name="containerdNamespace">The namespace every call is made in.</param>
    /// <param name="patience">How long a call waits, within its deadline, for a containerd that is not there, as it may be restarting.</param>
    public ContainerdClient(string address, string containerdNamespace, TimeSpan patience = default)
        : this(ContainerdAddress.Open(address, patience), address, containerdNamespace)
    {
    }

    /// <summary>Over any invoker: for injected faults and recorded answers.</summary>
    public ContainerdClient(CallInvoker invoker, string containerdNamespace, string address = "the given invoker")
        : this(new Connection(invoker, address, containerdNamespace, lease: null), channel: null)
    {
    }

    private ContainerdClient(GrpcChannel channel, string address, string containerdNamespace)
        : this(new Connection(channel.CreateCallInvoker(), address, containerdNamespace, lease: null), channel)
    {
    }

    private ContainerdClient(Connection connection, GrpcChannel? channel)
    {
        _connection = connection;
        _channel = channel;
        Containers = new(connection);
        Tasks = new(connection);
        Images = new(connection);
        Content = new(connection);
        Diff = new(connection);
        Leases = new(connection);
        Namespaces = new(connection);
        Events = new(connection);
    }

    public string Address => _connection.Address;

    /// <summary>The path in <see cref="Address"/> when that is a unix socket.</summary>
    public string SocketPath => ContainerdAddress.SocketPath(Address);

    public string Namespace => _connection.Namespace;

    public ContainerStore Containers { get; }

    public TaskTable Tasks { get; }

    public ImageStore Images { get; }

    public ContentStore Content { get; }

    public LayerDiff Diff { get; }

    public LeaseStore Leases { get; }

    public NamespaceStore Namespaces { get; }

    public EventStream Events { get; }

    /// <summary>The snapshots of one snapshotter, e.g. <c>overlayfs</c>; no call is made.</summary>
    public Snapshotter Snapshots(string snapshotter) => new(_connection, snapshotter);

    /// <summary>The same connection, with every call under a lease: what it makes is held until the lease ends.</summary>
    public ContainerdClient WithLease(string leaseId) => new(_connection.WithLease(leaseId), channel: null);

    /// <summary>The same connection, seen from another namespace and without a lease.</summary>
    public ContainerdClient WithNamespace(string containerdNamespace) => new(_connection.WithNamespace(containerdNamespace), channel: null);

    /// <summary>Makes a lease for the length of a block.</summary>
    /// <param name="lifetime">When the lease ends by itself, in case the process dies within the block.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public async Task<LeaseScope> LeaseAsync(TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var lease = await Leases.CreateAsync("engineapi-" + Guid.NewGuid().ToString("N"), lifetime, cancellationToken: cancellationToken);
        return new(this, lease.Id);
    }

    public async Task<ContainerdVersion> VersionAsync(CancellationToken cancellationToken)
    {
        var calls = new Protocol.Version.Version.VersionClient(_connection.Invoker);
        var answer = await _connection.CallAsync(o => calls.VersionAsync(new(), o), Deadlines.Read, cancellationToken);
        return new(answer.Version, answer.Revision);
    }

    /// <summary>The plugins that match any of <paramref name="filters"/>, e.g. <c>type==io.containerd.snapshotter.v1</c>.</summary>
    public async Task<IReadOnlyList<ContainerdPlugin>> PluginsAsync(IEnumerable<string>? filters = null, CancellationToken cancellationToken = default)
    {
        var calls = new Protocol.Introspection.Introspection.IntrospectionClient(_connection.Invoker);
        var request = new Protocol.Introspection.PluginsRequest();
        request.Filters.AddRange(filters ?? []);
        var answer = await _connection.CallAsync(o => calls.PluginsAsync(request, o), Deadlines.Read, cancellationToken);
        return [.. answer.Plugins.Select(plugin => new ContainerdPlugin(plugin.Type, plugin.Id, plugin.InitErr?.Message)
        {
            Exports = plugin.Exports,
            Capabilities = plugin.Capabilities,
        })];
    }

    /// <summary>The identity this containerd's root keeps for life.</summary>
    public async Task<string> ServerUuidAsync(CancellationToken cancellationToken)
    {
        var calls = new Protocol.Introspection.Introspection.IntrospectionClient(_connection.Invoker);
        return (await _connection.CallAsync(o => calls.ServerAsync(new(), o), Deadlines.Read, cancellationToken)).Uuid;
    }

    /// <summary>Closes the connection. Clients made by <see cref="WithLease"/> share it and have nothing to close.</summary>
    public void Dispose() => _channel?.Dispose();
}
