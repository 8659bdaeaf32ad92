namespace EngineApi.Wire.Networks;

/// <summary>Address management of a network.</summary>
public sealed class IPAM
{
    public string Driver { get; set; } = "";

    public Dictionary<string, string>? Options { get; set; }

    public List<IPAMConfig>? Config { get; set; }
}
