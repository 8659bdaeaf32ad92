using System.Diagnostics.CodeAnalysis;
using EngineApi.Engine.Containers;

namespace EngineApi.Engine.Volumes;

/// <summary>Every volume of this daemon by name. What is in it is on disk (<see cref="VolumeFiles"/>).</summary>
public sealed class VolumeTable(VolumeFiles files)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, VolumeRecord> _byName = new(StringComparer.Ordinal);

    /// <summary>One volume is made or removed after the other: who takes one finds it there until he is known as its user.</summary>
    internal Mailbox Changes { get; } = new();

    /// <summary>A moment's list, by name.</summary>
    public IReadOnlyList<VolumeRecord> All
    {
        get
        {
            lock (_gate)
                return [.. _byName.Values];
        }
    }

    /// <summary>Reads what is on disk. Once, at start-up.</summary>
    public void Load()
    {
        foreach (var volume in files.Read())
            Put(volume);
    }

    /// <exception cref="EngineException">NotFound.</exception>
    public VolumeRecord Find(string name) =>
        TryGet(name, out var volume) ? volume : throw EngineException.NotFound($"get {name}: no such volume");

    public bool TryGet(string name, [NotNullWhen(true)] out VolumeRecord? volume)
    {
        lock (_gate)
            return _byName.TryGetValue(name, out volume);
    }

    /// <summary>On disk, then visible. In a transition of <see cref="Changes"/>, as <see cref="Remove"/>.</summary>
    internal void Add(VolumeRecord volume)
    {
        files.Make(volume);
        Put(volume);
    }

    internal void Remove(VolumeRecord volume)
    {
        files.Remove(volume.Name);
        lock (_gate)
            _byName.Remove(volume.Name);
    }

    private void Put(VolumeRecord volume)
    {
        lock (_gate)
            _byName[volume.Name] = volume;
    }
}
