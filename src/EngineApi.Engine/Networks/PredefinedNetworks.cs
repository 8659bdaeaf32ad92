using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Engine.Networks.Bridge;
using EngineApi.Wire;
using EngineApi.Wire.Networks;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks;

/// <summary>The networks that are always there: <c>none</c>, <c>host</c> and <c>bridge</c>.</summary>
public sealed class PredefinedNetworks(EngineOptions options, DefaultPools pools, TimeProvider time, ILogger<PredefinedNetworks> log)
{
    public const string Bridge = "bridge";
    public const string Host = "host";
    public const string None = "none";

    /// <summary>Docker's list; <c>default</c> stands for <c>bridge</c>.</summary>
    public static bool Contains(string name) => name is Bridge or Host or None or "default";

    /// <summary>What has to be written so that all of them are there, as the options want them.</summary>
    /// <param name="all">What is there.</param>
    /// <exception cref="EngineException">InvalidParameter: no subnet is left for the default bridge.</exception>
    internal IEnumerable<NetworkRecord> Settle(IReadOnlyList<NetworkRecord> all)
    {
        var known = all.ToDictionary(network => network.Name, StringComparer.Ordinal);
        if (!known.ContainsKey(None))
            yield return New(None, "null", new() { Driver = "default" });
        if (!known.ContainsKey(Host))
            yield return New(Host, "host", new() { Driver = "default" });
        if (!known.TryGetValue(Bridge, out var bridge))
            yield return NewBridge(all);
        else if (Updated(bridge) is { } updated)
            yield return updated;
    }

    private NetworkRecord NewBridge(IReadOnlyList<NetworkRecord> others)
    {
        var taken = others.SelectMany(AddressPlan.SubnetsOf).Concat(HostRoutes.Read()).ToArray();
        var ipam = Wanted() ?? AddressPlan.Settle(null, true, false, pools, taken, []);
        var bridge = New(Bridge, "bridge", ipam) with { Options = OptionsOf(FreeName()) };
        log.DefaultBridge(bridge.Options[BridgeSettings.NameOption], ipam.Config![0].Subnet!);
        return bridge;
    }

    /// <summary>The options of this start; null if nothing is new. Its subnet stays what it was unless it is named.</summary>
    private NetworkRecord? Updated(NetworkRecord bridge)
    {
        var name = bridge.Options.GetValueOrDefault(BridgeSettings.NameOption) ?? FreeName();
        var ipam = Wanted() is { Config: [var wanted] } asked && bridge.Ipam.Config?.Any(pool => IsSame(pool, wanted)) != true ? asked : bridge.Ipam;
        var next = bridge with { Ipam = ipam, Options = OptionsOf(name) };
        return ipam == bridge.Ipam && next.Options.OrderBy(Key).SequenceEqual(bridge.Options.OrderBy(Key)) ? null : next;

        static string Key(KeyValuePair<string, string> option) => option.Key;

        static bool IsSame(IPAMConfig one, IPAMConfig other) => one.Subnet == other.Subnet && one.Gateway == other.Gateway;
    }

    /// <summary>As <c>--bip</c> says; null without it.</summary>
    private IPAM? Wanted() => options.Bip is { } bip && Subnet.TryParse(bip, out var address, out var subnet) ? AddressPlan.Of(subnet, address) : null;

    private Dictionary<string, string> OptionsOf(string name) => new()
    {
        [BridgeSettings.DefaultBridgeOption] = "true",
        [BridgeSettings.TalkOption] = "true",
        [BridgeSettings.MasqueradeOption] = "true",
        [BridgeSettings.HostBindingOption] = "0.0.0.0",
        [BridgeSettings.NameOption] = name,
        [BridgeSettings.MtuOption] = (options.Mtu > 0 ? options.Mtu : 1500).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>
    /// Never dockerd's <c>docker0</c>, for dockerd may be on the same host, now or later. A daemon of another data root has a name that
    /// tells it from others.
    /// </summary>
    private string FreeName() => options.DataRoot == new EngineOptions().DataRoot
        ? "engineapi0"
        : "engine" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.DataRoot)))[..8];

    private NetworkRecord New(string name, string driver, IPAM ipam) => new()
    {
        Id = HexId.Create(), Name = name, Created = time.GetUtcNow(), Driver = driver, Ipam = ipam,
    };
}
