using System.Text.Json.Serialization;

namespace EngineApi.Wire.Networks;

/// <summary>The answer of <c>GET /networks/{id}</c>, and one entry of the list.</summary>
public sealed class Network
{
    public string Name { get; set; } = "";

    public string Id { get; set; } = "";

    /// <summary>RFC 3339 with nanoseconds.</summary>
    public string Created { get; set; } = "";

    public string Scope { get; set; } = "";

    public string Driver { get; set; } = "";

    public bool EnableIPv4 { get; set; }

    public bool EnableIPv6 { get; set; }

    public IPAM IPAM { get; set => field = value ?? new(); } = new();

    public bool Internal { get; set; }

    public bool Attachable { get; set; }

    public bool Ingress { get; set; }

    public ConfigReference ConfigFrom { get; set => field = value ?? new(); } = new();

    public bool ConfigOnly { get; set; }

    /// <summary>Keys are container ids.</summary>
    public Dictionary<string, NetworkContainer>? Containers { get; set; }

    public Dictionary<string, string>? Options { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<PeerInfo>? Peers { get; set => field = value is { Count: 0 } ? null : value; }
}
