using System.Runtime.CompilerServices;
using Wire = EngineApi.Containerd.Protocol.Containers;

namespace EngineApi.Containerd.Containers;

/// <summary>The container records of one namespace (the Containers service).</summary>
public sealed class ContainerStore
{
    private readonly Connection _connection;
    private readonly Wire.Containers.ContainersClient _calls;

    internal ContainerStore(Connection connection)
    {
        _connection = connection;
        _calls = new(connection.Invoker);
    }

    /// <exception cref="ContainerdException">AlreadyExists when the id is taken; InvalidArgument on a bad id or label.</exception>
    public async Task<ContainerRecord> CreateAsync(ContainerRecord record, CancellationToken cancellationToken)
    {
        var request = new Wire.CreateContainerRequest { Container = record.ToWire() };
        return ContainerRecord.From((await _connection.CallAsync(o => _calls.CreateAsync(request, o), Deadlines.Write, cancellationToken)).Container);
    }

    /// <exception cref="ContainerdException">NotFound.</exception>
    public async Task<ContainerRecord> GetAsync(string id, CancellationToken cancellationToken)
    {
        var request = new Wire.GetContainerRequest { Id = id };
        return ContainerRecord.From((await _connection.CallAsync(o => _calls.GetAsync(request, o), Deadlines.Read, cancellationToken)).Container);
    }

    /// <summary>The records that match any of <paramref name="filters"/>, all when there is none, one at a time.</summary>
    /// <param name="filters">containerd's filter syntax, e.g. <c>labels."engineapi/name"==web</c>.</param>
    public async IAsyncEnumerable<ContainerRecord> ListAsync(
        IEnumerable<string>? filters = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new Wire.ListContainersRequest();
        request.Filters.AddRange(filters ?? []);
        await foreach (var message in _connection.ReadAsync(o => _calls.ListStream(request, o), cancellationToken))
        {
            yield return ContainerRecord.From(message.Container);
        }
    }

    /// <summary>Changes what <paramref name="fields"/> name and leaves the rest as stored.</summary>
    /// <param name="record">The id, and new values for the fields.</param>
    /// <param name="fields">
    /// <c>labels</c>, <c>labels.KEY</c>, <c>extensions</c>, <c>extensions.NAME</c>, <c>spec</c>, <c>image</c>, <c>snapshotkey</c>;
    /// see <see cref="ContainerFields"/>. None changes everything that may change.
    /// </param>
    /// <exception cref="ContainerdException">NotFound; InvalidArgument on a field that cannot change.</exception>
    public async Task<ContainerRecord> UpdateAsync(ContainerRecord record, IEnumerable<string> fields, CancellationToken cancellationToken)
    {
        var request = new Wire.UpdateContainerRequest { Container = record.ToWire(), UpdateMask = new() };
        request.UpdateMask.Paths.AddRange(fields);
        return ContainerRecord.From((await _connection.CallAsync(o => _calls.UpdateAsync(request, o), Deadlines.Write, cancellationToken)).Container);
    }

    /// <summary>Forgets the record. Its task should be deleted first; its snapshot is left to its owner or to garbage collection.</summary>
    /// <exception cref="ContainerdException">NotFound.</exception>
    public Task DeleteAsync(string id, CancellationToken cancellationToken)
        => _connection.CallAsync(o => _calls.DeleteAsync(new() { Id = id }, o), Deadlines.Write, cancellationToken);
}
