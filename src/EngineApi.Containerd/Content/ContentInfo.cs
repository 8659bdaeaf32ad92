using Wire = EngineApi.Containerd.Protocol.Content;

namespace EngineApi.Containerd.Content;

/// <summary>What is known of a committed blob. Size in bytes.</summary>
public sealed record ContentInfo(string Digest, long Size)
{
    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    internal static ContentInfo From(Wire.Info wire) => new(wire.Digest, wire.Size)
    {
        CreatedAt = wire.CreatedAt.ToMoment(),
        UpdatedAt = wire.UpdatedAt.ToMoment(),
        Labels = wire.Labels,
    };
}

/// <summary>How far an ingest has come. Offset and total in bytes; a total of 0 is not known.</summary>
public sealed record IngestStatus(string Ref, long Offset, long Total, string Expected)
{
    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    internal static IngestStatus From(Wire.Status wire) => new(wire.Ref, wire.Offset, wire.Total, wire.Expected)
    {
        StartedAt = wire.StartedAt.ToMoment(),
        UpdatedAt = wire.UpdatedAt.ToMoment(),
    };
}
