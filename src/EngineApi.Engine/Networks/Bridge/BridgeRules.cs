using System.Net;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Wire;

namespace EngineApi.Engine.Networks.Bridge;

/// <summary>What a bridge network may be asked to be. Wording is Docker's, but for what it leaves to the kernel.</summary>
internal static class BridgeRules
{
    private const int LongestLinkName = 15; // IFNAMSIZ, without the zero

    private static readonly string[] s_flags =
        [BridgeSettings.TalkOption, BridgeSettings.MasqueradeOption, BridgeSettings.DefaultBridgeOption, BridgeSettings.InhibitOption];

    /// <exception cref="EngineException">
    /// InvalidParameter for a value that is none; Forbidden for a second subnet of a family; NotImplemented for what there is not.
    /// </exception>
    public static void Check(NetworkRecord network)
    {
        foreach (var flag in s_flags)
            CheckFlag(flag, network.Options.GetValueOrDefault(flag));
        if (network.Options.TryGetValue(BridgeSettings.MtuOption, out var mtu))
            CheckMtu(mtu);
        if (network.Options.TryGetValue(BridgeSettings.HostBindingOption, out var address) && !IPAddress.TryParse(address, out _))
            throw Unreadable(BridgeSettings.HostBindingOption, address, "nil ip");
        if (network.Options.TryGetValue(BridgeSettings.NameOption, out var name) && name.Length > 0)
            CheckName(name);
        if (network.Options.TryGetValue(BridgeSettings.PrefixOption, out var prefix) && prefix.Length > 0)
            CheckName(prefix + "00");
        foreach (var option in new[] { BridgeSettings.GatewayModeOption + "4", BridgeSettings.GatewayModeOption + "6" })
            CheckGatewayMode(option, network.Options.GetValueOrDefault(option, ""));
        CheckSubnets(network);
    }

    private static void CheckFlag(string option, string? value)
    {
        if (value is null)
            return;
        if (!GoBool.TryParseExactly(value, out var flag))
            throw Unreadable(option, value, $"strconv.ParseBool: parsing {GoQuote.Quote(value)}: invalid syntax");
        if (flag && option == BridgeSettings.InhibitOption)
            throw Missing(option, value);
    }

    private static void CheckMtu(string value)
    {
        try
        {
            if (GoInt.Parse(value) is < 0 and var mtu)
                throw EngineException.InvalidParameter($"invalid MTU number: {mtu}");
        }
        catch (FormatException e)
        {
            throw Unreadable(BridgeSettings.MtuOption, value, e.Message);
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length > LongestLinkName || name is "." or ".." || name.Any(letter => letter is '/' or ':' || char.IsWhiteSpace(letter)))
            throw EngineException.InvalidParameter($"invalid bridge name {GoQuote.Quote(name)}: an interface cannot be called so");
    }

    private static void CheckGatewayMode(string option, string value)
    {
        if (value is "" or "nat")
            return;
        throw value is "routed" or "isolated" or "nat-unprotected" ? Missing(option, value) : EngineException.InvalidParameter("unknown gateway mode " + value);
    }

    private static void CheckSubnets(NetworkRecord network)
    {
        if (network.EnableIPv4 && network.Ipam.Driver == "null")
            throw EngineException.InvalidParameter("ipv4 pool is empty");
        if (AddressPlan.SubnetsOf(network).GroupBy(subnet => subnet.IsIPv6).Any(family => family.Count() > 1))
            throw new EngineException(ErrorKind.Forbidden, "bridge driver doesn't support multiple subnets");
    }

    private static EngineException Unreadable(string option, string value, string why) =>
        EngineException.InvalidParameter($"failed to parse {option} value: {value} ({why})");

    private static EngineException Missing(string option, string value) =>
        new(ErrorKind.NotImplemented, $"the option {option}={value} is not supported by engineapi yet");
}
