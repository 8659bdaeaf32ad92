using Wire = EngineApi.Containerd.Protocol.Images;

namespace EngineApi.Containerd.Images;

/// <summary>A name and the manifest or index it stands for (images.proto).</summary>
/// <param name="Name">Any non-empty string; by custom a full reference, <c>registry/repository:tag</c>.</param>
/// <param name="Target">What it stands for. An image record holds its target against garbage collection.</param>
public sealed record ImageRecord(string Name, Descriptor Target)
{
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Set by containerd.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set by containerd on every update.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    internal static ImageRecord From(Wire.Image wire) => new(wire.Name, Descriptor.From(wire.Target))
    {
        Labels = wire.Labels,
        CreatedAt = wire.CreatedAt.ToMoment(),
        UpdatedAt = wire.UpdatedAt.ToMoment(),
    };

    internal Wire.Image ToWire()
    {
        var wire = new Wire.Image { Name = Name, Target = Target.ToWire() };
        wire.Labels.AddAll(Labels);
        return wire;
    }
}
