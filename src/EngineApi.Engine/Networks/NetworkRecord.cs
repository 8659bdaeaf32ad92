using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks;

/// <summary>One network as it is kept: settled, nothing left to default. Immutable.</summary>
public sealed record NetworkRecord
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The name of an <see cref="INetworkDriver"/>.</summary>
    public required string Driver { get; init; }

    public bool EnableIPv4 { get; init; } = true;

    public bool EnableIPv6 { get; init; }

    /// <summary>No way out, and none in, but to the containers on it.</summary>
    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    /// <summary>With every subnet and gateway filled in, but for a configuration-only one's: that is as asked for.</summary>
    public required IPAM Ipam { get; init; }

    /// <summary>A client has named the subnets: only then may containers ask for addresses of their own.</summary>
    public bool HasGivenSubnets { get; init; }

    /// <summary>Nobody can be on it: it is what others are made like.</summary>
    public bool ConfigOnly { get; init; }

    /// <summary>The name of the network that this one was made like; empty if there is none.</summary>
    public string ConfigFrom { get; init => field = value ?? ""; } = "";

    /// <summary>The driver's, <c>com.docker.network.…</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init => field = value ?? None; } = None;

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? None; } = None;
}
