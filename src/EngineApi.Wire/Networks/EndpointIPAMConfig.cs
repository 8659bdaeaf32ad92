using System.Text.Json.Serialization;

namespace EngineApi.Wire.Networks;

/// <summary>Addresses asked for on an endpoint.</summary>
public sealed class EndpointIPAMConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPv4Address { get; set => field = value is "" ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPv6Address { get; set => field = value is "" ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<string>? LinkLocalIPs { get; set => field = value is { Count: 0 } ? null : value; }
}
