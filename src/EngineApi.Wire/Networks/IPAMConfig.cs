using System.Text.Json.Serialization;

namespace EngineApi.Wire.Networks;

/// <summary>One pool of addresses of a network.</summary>
public sealed class IPAMConfig
{
    /// <summary>CIDR.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subnet { get; set => field = value is "" ? null : value; }

    /// <summary>CIDR.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPRange { get; set => field = value is "" ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gateway { get; set => field = value is "" ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? AuxiliaryAddresses { get; set => field = value is { Count: 0 } ? null : value; }
}
