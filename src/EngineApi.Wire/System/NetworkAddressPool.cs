namespace EngineApi.Wire.System;

/// <summary>A pool that new networks take their subnets from.</summary>
public sealed class NetworkAddressPool
{
    /// <summary>CIDR.</summary>
    public string Base { get; set; } = "";

    /// <summary>Prefix length of each subnet.</summary>
    public int Size { get; set; }
}
