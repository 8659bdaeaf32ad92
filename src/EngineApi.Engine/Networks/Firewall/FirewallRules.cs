using System.Text;

namespace EngineApi.Engine.Networks.Firewall;

/// <summary>
/// Everything that one engine has in the firewall, written for <c>iptables-restore --noflush</c>: each table is replaced as far as it is
/// ours, in one step of the kernel, so that no packet ever meets half of it.
/// </summary>
internal static class FirewallRules
{
    /// <param name="jumps">Those that are missing, with the line in front of which they belong (from 1).</param>
    /// <param name="drops">Whether the host is to forward nothing that nobody accepts; if not, that stays as it is.</param>
    public static string Write(
        FirewallChains chains,
        bool ipv6,
        IReadOnlyCollection<FirewalledBridge> bridges,
        IReadOnlyCollection<ForwardedPort> ports,
        IReadOnlyCollection<(FirewallJump Jump, int Line)> jumps,
        bool drops = false)
    {
        var ours = bridges.Where(bridge => bridge.SubnetsOf(ipv6).Any()).ToArray();
        var text = new StringBuilder();
        Table(text, "filter", chains.OfFilter, Filter(chains, ipv6, ours), jumps, drops ? $":{FirewallChains.Forwarded} DROP [0:0]\n" : "");
        Table(text, "nat", chains.OfNat, Nat(chains, ipv6, ours, ports), jumps, policy: "");
        return text.ToString();
    }

    private static void Table(
        StringBuilder text, string table, IReadOnlyList<string> chains, IEnumerable<string> rules, IEnumerable<(FirewallJump Jump, int Line)> jumps,
        string policy)
    {
        text.Append('*').Append(table).Append('\n').Append(policy);
        foreach (var chain in chains)
            text.Append(':').Append(chain).Append(" - [0:0]\n");
        foreach (var rule in rules)
            text.Append(rule).Append('\n');
        foreach (var (jump, line) in jumps.Where(one => one.Jump.Table == table))
            text.Append($"-I {jump.Chain} {line} {jump.Rule}\n");
        text.Append("COMMIT\n");
    }

    private static IEnumerable<string> Filter(FirewallChains chains, bool ipv6, IReadOnlyList<FirewalledBridge> bridges)
    {
        foreach (var part in new[] { chains.Internal, chains.In, chains.Out })
            yield return $"-A {chains.Forward} -j {part}";
        foreach (var bridge in bridges)
        {
            var link = bridge.Link;
            if (bridge.Internal)
            {
                yield return $"-A {chains.Internal} -i {link} ! -o {link} -j DROP";
                yield return $"-A {chains.Internal} -o {link} ! -i {link} -j DROP";
            }

            yield return $"-A {chains.In} -o {link} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT";
            yield return $"-A {chains.In} -o {link} -m conntrack --ctstate DNAT -j ACCEPT";
            // Whether frames within a bridge come here at all is a setting of the host (br_netfilter).
            yield return $"-A {chains.In} -i {link} -o {link} -j {(bridge.Talks ? "ACCEPT" : "DROP")}";
            yield return $"-A {chains.In} -o {link} -j DROP";
            yield return $"-A {chains.Out} -i {link} -j ACCEPT";
            // The host's 127.0.0.1 can be routed to the bridge for published ports: only answers may come back that way.
            if (!ipv6)
                yield return $"-A {chains.Host} -i {link} -d 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED -j DROP";
        }
    }

    private static IEnumerable<string> Nat(
        FirewallChains chains, bool ipv6, IReadOnlyList<FirewalledBridge> bridges, IEnumerable<ForwardedPort> ports)
    {
        // Nothing is routed from there: what is not turned is carried by the gateway (UserlandProxy).
        if (ipv6)
            yield return $"-A {chains.Ports} -d ::1 -j RETURN";
        foreach (var forwarded in ports.Where(one => one.IsIPv6 == ipv6))
        {
            var (protocol, containerPort, address, hostPort) = forwarded.Port;
            var destination = address is "0.0.0.0" or "::" ? "" : $" -d {address}";
            var target = ipv6 ? $"[{forwarded.Target}]" : forwarded.Target;
            yield return $"-A {chains.Ports}{destination} -p {protocol} -m {protocol} --dport {hostPort} -j DNAT --to-destination {target}:{containerPort}";
        }

        foreach (var bridge in bridges)
        {
            // Through the host's address to oneself or a neighbour: the answer has to come back the same way.
            foreach (var subnet in bridge.SubnetsOf(ipv6))
                yield return $"-A {chains.Source} -s {subnet} -o {bridge.Link} -m conntrack --ctstate DNAT -j MASQUERADE";
            if (!ipv6)
                yield return $"-A {chains.Source} -s 127.0.0.0/8 -o {bridge.Link} -j MASQUERADE";
            foreach (var subnet in bridge.Masquerades && !bridge.Internal ? bridge.SubnetsOf(ipv6) : [])
                yield return $"-A {chains.Source} -s {subnet} ! -o {bridge.Link} -j MASQUERADE";
        }
    }
}
