using System.Net;
using System.Net.Sockets;

namespace EngineApi.Linux.Network;

/// <summary>
/// Sends what processes of a network namespace say to one address and port to another one (DNAT in the hook <c>output</c>), by a table of
/// nf_tables that is there for nothing else. In the namespace of the calling thread; IPv4.
/// </summary>
public static class DestinationNat
{
    private const string Chain = "output";

    /// <summary>All at once, and instead of a table of that name; what was under way keeps its way.</summary>
    /// <param name="rules">UDP or TCP, from where to where.</param>
    /// <returns>Whether there was such a table.</returns>
    /// <exception cref="LinuxException">Nothing has changed. See <see cref="IsMissing"/>.</exception>
    public static bool Set(string table, params IReadOnlyList<(ProtocolType Protocol, IPEndPoint From, IPEndPoint To)> rules)
    {
        try
        {
            Commit(new(NetFamily.NetfilterIPv4), table, NetlinkFlags.Create | NetlinkFlags.Exclusive, rules);
            return false;
        }
        catch (LinuxException e) when (e.ErrorNumber == Errno.Exists)
        {
            var batch = new NetfilterBatch(NetFamily.NetfilterIPv4);
            batch.Add(NetfilterMessage.DeleteTable, 0).Add(NetfilterAttribute.Table, table);
            Commit(batch, table, NetlinkFlags.Create, rules);
            return true;
        }
    }

    /// <summary>Whether the kernel has no nf_tables, or no NAT in it: EOPNOTSUPP, ENOENT, EPROTONOSUPPORT, EAFNOSUPPORT.</summary>
    public static bool IsMissing(LinuxException error) =>
        error.ErrorNumber is Errno.NotSupported or Errno.NoEntry or Errno.NoSuchProtocol or Errno.NoSuchFamily;

    private static void Commit(
        NetfilterBatch batch, string table, NetlinkFlags flags, IReadOnlyList<(ProtocolType Protocol, IPEndPoint From, IPEndPoint To)> rules)
    {
        batch.Add(NetfilterMessage.NewTable, flags).Add(NetfilterAttribute.Table, table);
        batch.Add(NetfilterMessage.NewChain, NetlinkFlags.Create)
            .Add(NetfilterAttribute.Table, table)
            .Add(NetfilterAttribute.ChainName, Chain)
            .Nest(NetfilterAttribute.ChainHook, hook => hook
                .AddBigEndian(NetfilterAttribute.HookNumber, NetfilterAttribute.LocalOut)
                .AddBigEndian(NetfilterAttribute.HookPriority, unchecked((uint)NetfilterAttribute.DestinationNatPriority)))
            .Add(NetfilterAttribute.ChainType, "nat");
        foreach (var (protocol, from, to) in rules)
        {
            batch.Add(NetfilterMessage.NewRule, NetlinkFlags.Create | NetlinkFlags.Append)
                .Add(NetfilterAttribute.Table, table)
                .Add(NetfilterAttribute.RuleChain, Chain)
                .Nest(NetfilterAttribute.RuleExpressions, rule => rule.MatchDestination(from.Address).MatchProtocol((byte)protocol).MatchPort((ushort)from.Port).Dnat(to));
        }

        batch.Commit("redirect in table", table);
    }
}
