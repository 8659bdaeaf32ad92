using EngineApi.Containerd.Tasks;
using Wire = EngineApi.Containerd.Protocol.Containers;

namespace EngineApi.Containerd.Containers;

/// <summary>What containerd stores of a container, whether or not it runs (containers.proto).</summary>
public sealed record ContainerRecord
{
    /// <summary>Letters, digits and <c>_ . -</c>; at most 76 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Facts to filter by. A key and its value together take at most 4096 bytes.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The name of the image it was made from; containerd does not check it.</summary>
    public string Image { get; init; } = "";

    /// <summary>The shim's runtime name, e.g. <c>io.containerd.runc.v2</c>. It cannot change later.</summary>
    public string Runtime { get; init; } = RuncOptions.RuncV2;

    /// <summary>What the shim is told at every start, e.g. <see cref="RuncOptions"/>.</summary>
    public TypedBytes? RuntimeOptions { get; init; }

    /// <summary>The OCI spec, usually <see cref="TypedBytes.Spec"/>.</summary>
    public required TypedBytes Spec { get; init; }

    /// <summary>The snapshotter and key of the root file system. They hold the snapshot against garbage collection.</summary>
    public string Snapshotter { get; init; } = "";

    public string SnapshotKey { get; init; } = "";

    /// <summary>Whatever else the record's owner keeps with it, by name.</summary>
    public IReadOnlyDictionary<string, TypedBytes> Extensions { get; init; } = new Dictionary<string, TypedBytes>();

    /// <summary>Set by containerd.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set by containerd on every update.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    internal static ContainerRecord From(Wire.Container wire) => new()
    {
        Id = wire.Id,
        Labels = wire.Labels,
        Image = wire.Image,
        Runtime = wire.Runtime?.Name ?? "",
        RuntimeOptions = TypedBytes.From(wire.Runtime?.Options),
        Spec = TypedBytes.From(wire.Spec) ?? new("", default),
        Snapshotter = wire.Snapshotter,
        SnapshotKey = wire.SnapshotKey,
        Extensions = wire.Extensions.ToDictionary(entry => entry.Key, entry => TypedBytes.From(entry.Value)!),
        CreatedAt = wire.CreatedAt.ToMoment(),
        UpdatedAt = wire.UpdatedAt.ToMoment(),
    };

    internal Wire.Container ToWire()
    {
        var wire = new Wire.Container
        {
            Id = Id,
            Image = Image,
            Runtime = new() { Name = Runtime, Options = RuntimeOptions?.ToAny() },
            Spec = Spec.ToAny(),
            Snapshotter = Snapshotter,
            SnapshotKey = SnapshotKey,
        };
        wire.Labels.AddAll(Labels);
        wire.Extensions.AddAll(Extensions.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToAny())));
        return wire;
    }
}
