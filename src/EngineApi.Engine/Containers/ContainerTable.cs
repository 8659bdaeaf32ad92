using System.Diagnostics.CodeAnalysis;
using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Images;

namespace EngineApi.Engine.Containers;

/// <summary>Every container of this daemon by id and by name. A name is taken from the moment it is reserved.</summary>
public sealed class ContainerTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Container> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idByName = new(StringComparer.Ordinal);
    private volatile Container[] _all = [];

    /// <summary>A moment's list, oldest first.</summary>
    public IReadOnlyList<Container> All => _all;

    /// <summary>By full id, name (with or without a leading slash) or unique prefix of an id, in this order.</summary>
    /// <exception cref="EngineException">NotFound <c>No such container: …</c>; InvalidParameter for an ambiguous or empty prefix.</exception>
    public Container Find(string nameOrId)
    {
        if (nameOrId.Length == 0)
            throw EngineException.InvalidParameter("prefix can't be empty");
        return FindOrNull(nameOrId) ?? throw EngineException.NotFound("No such container: " + nameOrId);
    }

    /// <summary>As <see cref="Find"/>, but null when there is none.</summary>
    internal Container? FindOrNull(string nameOrId)
    {
        lock (_gate)
        {
            if (TryExact(nameOrId, out var exact))
                return exact;
            Container? match = null;
            foreach (var container in _all)
            {
                if (!container.Id.StartsWith(nameOrId, StringComparison.Ordinal))
                    continue;
                if (match is not null)
                    throw EngineException.InvalidParameter("multiple IDs found with provided prefix: " + nameOrId);
                match = container;
            }

            return match;
        }
    }

    /// <summary>For images: who was made from them, or has them mounted.</summary>
    internal IEnumerable<ImageUser> ImageUsers() => _all.Select(container => container.Current).SelectMany(container => ContainerMounts.ImagesOf(container.Settings)
        .Select(mount => new ImageUser(container.Id, mount.ImageId!, container.IsRunning, IsMade: false))
        .Prepend(new ImageUser(container.Id, container.Settings.ImageId, container.IsRunning) { ImageTarget = container.Settings.ImageTarget }));

    /// <summary>For <c>/info</c>. Stopped is whatever does not run.</summary>
    internal (int Running, int Paused, int Stopped) Count()
    {
        var states = _all.Select(container => container.Current.Status).ToArray();
        var running = states.Count(status => status == ContainerStatus.Running);
        var paused = states.Count(status => status == ContainerStatus.Paused);
        return (running, paused, states.Length - running - paused);
    }

    public bool TryGet(string id, [NotNullWhen(true)] out Container? container)
    {
        lock (_gate)
            return _byId.TryGetValue(id, out container);
    }

    /// <summary>Takes a name for an id, before the container exists.</summary>
    /// <exception cref="EngineException">Conflict, in the words that clients match on.</exception>
    public void Reserve(string name, string id)
    {
        lock (_gate)
        {
            if (!_idByName.TryAdd(name, id))
            {
                throw EngineException.Conflict(
                    $"Conflict. The container name \"/{name}\" is already in use by container \"{_idByName[name]}\". " +
                    "You have to remove (or rename) that container to be able to reuse that name.");
            }
        }
    }

    /// <summary>Gives a reserved name back, if it still belongs to the id.</summary>
    public void Release(string name, string id)
    {
        lock (_gate)
        {
            if (_idByName.TryGetValue(name, out var owner) && owner == id)
                _idByName.Remove(name);
        }
    }

    public void Add(Container container)
    {
        lock (_gate)
        {
            _byId.Add(container.Id, container);
            _all = [.. _all, container];
        }
    }

    public void Remove(Container container)
    {
        lock (_gate)
        {
            if (_byId.Remove(container.Id))
                _all = [.. _all.Where(other => other != container)];
        }
    }

    private bool TryExact(string nameOrId, [NotNullWhen(true)] out Container? container) =>
        _byId.TryGetValue(nameOrId, out container)
        || (_idByName.TryGetValue(nameOrId.TrimStart('/'), out var id) && _byId.TryGetValue(id, out container));
}
