namespace EngineApi.Containerd.Leases;

/// <summary>
/// A lease for the length of a block. Content and snapshots made through <see cref="Client"/> are held until the scope is disposed;
/// give them another owner (an image, a container, a <see cref="GcLabels.Root"/> label) before that.
/// </summary>
public sealed class LeaseScope : IAsyncDisposable
{
    private readonly ContainerdClient _owner;
    private bool _ended;

    internal LeaseScope(ContainerdClient owner, string id)
    {
        _owner = owner;
        Id = id;
        Client = owner.WithLease(id);
    }

    public string Id { get; }

    /// <summary>The client whose calls belong to the lease.</summary>
    public ContainerdClient Client { get; }

    /// <summary>Ends the lease. When containerd is away the lease ends by its own expiry, so that is no failure.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended)
        {
            return;
        }
        _ended = true;
        try
        {
            await _owner.Leases.DeleteAsync(Id);
        }
        catch (ContainerdException error) when (error.IsTransient || error.Kind == ContainerdErrorKind.NotFound)
        {
            return;
        }
    }
}
