using Wire = EngineApi.Containerd.Protocol.Leases;

namespace EngineApi.Containerd.Leases;

/// <summary>What holds resources against garbage collection while it exists.</summary>
public sealed record Lease(string Id, DateTimeOffset CreatedAt)
{
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    internal static Lease From(Wire.Lease wire) => new(wire.Id, wire.CreatedAt.ToMoment()) { Labels = wire.Labels };
}

/// <summary>Something a lease holds.</summary>
/// <param name="Type"><c>content</c>, <c>ingests</c> or <c>snapshots/NAME</c> with a snapshotter's name.</param>
/// <param name="Id">A digest, a ref or a snapshot's key.</param>
public sealed record LeaseResource(string Type, string Id)
{
    public static LeaseResource Content(string digest) => new("content", digest);

    public static LeaseResource Snapshot(string snapshotter, string key) => new("snapshots/" + snapshotter, key);
}
