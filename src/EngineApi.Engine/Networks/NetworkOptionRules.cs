using EngineApi.Engine.Networks.Addresses;

namespace EngineApi.Engine.Networks;

/// <summary>What can be said of the networks' options before anything is started.</summary>
internal static class NetworkOptionRules
{
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static void Check(EngineOptions options)
    {
        if (options.Bip is { } bip)
            CheckBip(bip);
        Input.Read(() => new DefaultPools(options.DefaultAddressPools, Subnet.Parse("fd00::/48")));
    }

    private static void CheckBip(string bip)
    {
        if (!Subnet.TryParse(bip, out var address, out var subnet) || subnet.IsIPv6)
            throw EngineException.InvalidParameter($"invalid bip {bip}: it is not of the form ADDRESS/BITS with an IPv4 address");
        if (subnet.Length > 30)
            throw EngineException.InvalidParameter($"invalid bip {bip}: no address would be left for a container");
        if (address == subnet.First || address == subnet.Last)
            throw EngineException.InvalidParameter($"invalid bip {bip}: {address} is not an address that a host can have");
    }
}
