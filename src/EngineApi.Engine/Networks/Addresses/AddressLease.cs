namespace EngineApi.Engine.Networks.Addresses;

/// <summary>What a container was given on one network. Empty texts where the network has nothing to give.</summary>
public sealed record AddressLease
{
    public static readonly AddressLease None = new();

    /// <summary>Without a prefix.</summary>
    public string IPv4Address { get; init; } = "";

    /// <summary>0–32.</summary>
    public int IPv4PrefixLength { get; init; }

    public string IPv4Gateway { get; init; } = "";

    /// <summary>Without a prefix.</summary>
    public string IPv6Address { get; init; } = "";

    /// <summary>0–128.</summary>
    public int IPv6PrefixLength { get; init; }

    public string IPv6Gateway { get; init; } = "";
}
