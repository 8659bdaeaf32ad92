namespace EngineApi.Wire.Networks;

/// <summary>A node that takes part in an overlay network.</summary>
public sealed class PeerInfo
{
    public string Name { get; set; } = "";

    public string IP { get; set; } = "";
}
