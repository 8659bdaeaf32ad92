using System.Globalization;
using Wire = EngineApi.Containerd.Protocol.Leases;

namespace EngineApi.Containerd.Leases;

/// <summary>The leases of one namespace (the Leases service).</summary>
public sealed class LeaseStore
{
    private readonly Connection _connection;
    private readonly Wire.Leases.LeasesClient _calls;

    internal LeaseStore(Connection connection)
    {
        _connection = connection;
        _calls = new(connection.Invoker);
    }

    /// <param name="id">Unique in the namespace.</param>
    /// <param name="lifetime">When the lease ends by itself, in case its owner dies.</param>
    /// <param name="labels">Facts to keep with it.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="ContainerdException">AlreadyExists.</exception>
    public async Task<Lease> CreateAsync(
        string id, TimeSpan lifetime, IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default)
    {
        var request = new Wire.CreateRequest { Id = id };
        request.Labels.AddAll(labels);
        request.Labels[GcLabels.Expire] = (DateTimeOffset.UtcNow + lifetime).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Lease.From((await _connection.CallAsync(o => _calls.CreateAsync(request, o), Deadlines.Write, cancellationToken)).Lease);
    }

    /// <summary>Ends the lease; what nothing else refers to is then garbage.</summary>
    /// <param name="id">The lease.</param>
    /// <param name="sync">Answer only after the garbage is collected.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="ContainerdException">NotFound.</exception>
    public Task DeleteAsync(string id, bool sync = false, CancellationToken cancellationToken = default)
        => _connection.CallAsync(
            o => _calls.DeleteAsync(new() { Id = id, Sync = sync }, o), sync ? Deadlines.Tree : Deadlines.Write, cancellationToken);

    public async Task<IReadOnlyList<Lease>> ListAsync(IEnumerable<string>? filters = null, CancellationToken cancellationToken = default)
    {
        var request = new Wire.ListRequest();
        request.Filters.AddRange(filters ?? []);
        return [.. (await _connection.CallAsync(o => _calls.ListAsync(request, o), Deadlines.Read, cancellationToken)).Leases.Select(Lease.From)];
    }

    public Task AddResourceAsync(string id, LeaseResource resource, CancellationToken cancellationToken)
    {
        var request = new Wire.AddResourceRequest { Id = id, Resource = new() { Type = resource.Type, Id = resource.Id } };
        return _connection.CallAsync(o => _calls.AddResourceAsync(request, o), Deadlines.Write, cancellationToken);
    }

    public Task DeleteResourceAsync(string id, LeaseResource resource, CancellationToken cancellationToken)
    {
        var request = new Wire.DeleteResourceRequest { Id = id, Resource = new() { Type = resource.Type, Id = resource.Id } };
        return _connection.CallAsync(o => _calls.DeleteResourceAsync(request, o), Deadlines.Write, cancellationToken);
    }

    public async Task<IReadOnlyList<LeaseResource>> ListResourcesAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await _connection.CallAsync(o => _calls.ListResourcesAsync(new() { Id = id }, o), Deadlines.Read, cancellationToken);
        return [.. answer.Resources.Select(resource => new LeaseResource(resource.Type, resource.Id))];
    }
}
