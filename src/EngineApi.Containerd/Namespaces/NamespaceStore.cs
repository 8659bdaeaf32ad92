using Wire = EngineApi.Containerd.Protocol.Namespaces;

namespace EngineApi.Containerd.Namespaces;

/// <summary>The namespaces of one containerd (the Namespaces service).</summary>
public sealed class NamespaceStore
{
    private readonly Connection _connection;
    private readonly Wire.Namespaces.NamespacesClient _calls;

    internal NamespaceStore(Connection connection)
    {
        _connection = connection;
        _calls = new(connection.Invoker);
    }

    /// <exception cref="ContainerdException">AlreadyExists; InvalidArgument on a bad name.</exception>
    public Task CreateAsync(string name, IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default)
    {
        var request = new Wire.CreateNamespaceRequest { Namespace = new() { Name = name } };
        request.Namespace.Labels.AddAll(labels);
        return _connection.CallAsync(o => _calls.CreateAsync(request, o), Deadlines.Write, cancellationToken);
    }

    /// <summary>The namespace's labels; containerd 1.6 answers none for a namespace that does not exist.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GetLabelsAsync(string name, CancellationToken cancellationToken)
        => (await _connection.CallAsync(o => _calls.GetAsync(new() { Name = name }, o), Deadlines.Read, cancellationToken)).Namespace.Labels;

    /// <summary>Sets the named labels (an empty value removes one) and leaves the others.</summary>
    public Task UpdateLabelsAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var request = new Wire.UpdateNamespaceRequest { Namespace = new() { Name = name }, UpdateMask = labels.Keys.LabelMask() };
        request.Namespace.Labels.AddAll(labels);
        return _connection.CallAsync(o => _calls.UpdateAsync(request, o), Deadlines.Write, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await _connection.CallAsync(o => _calls.ListAsync(new(), o), Deadlines.Read, cancellationToken);
        return [.. answer.Namespaces.Select(entry => entry.Name)];
    }

    /// <exception cref="ContainerdException">NotFound; FailedPrecondition while anything is in it.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken)
        => _connection.CallAsync(o => _calls.DeleteAsync(new() { Name = name }, o), Deadlines.Write, cancellationToken);
}
