using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Firewall;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Firewall;

public sealed class FirewallRulesTests
{
    private static readonly FirewallChains s_chains = new("1b2c3d4e-0000-0000-0000-000000000000");

    [Fact]
    public void Chains_have_the_engines_mark_and_names_that_iptables_takes()
    {
        Assert.All(s_chains.OfFilter.Concat(s_chains.OfNat), chain => Assert.StartsWith("EA-1b2c3d4e-", chain, StringComparison.Ordinal));
        Assert.All(s_chains.OfFilter.Concat(s_chains.OfNat), chain => Assert.InRange(chain.Length, 1, 28));
    }

    [Fact]
    public void A_bridge_lets_in_what_was_asked_for_and_published_and_nothing_else()
    {
        var lines = Lines(false, [Bridge("br0")]);

        Assert.Equal(
            [
                "-A EA-1b2c3d4e-IN -o br0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
                "-A EA-1b2c3d4e-IN -o br0 -m conntrack --ctstate DNAT -j ACCEPT",
                "-A EA-1b2c3d4e-IN -i br0 -o br0 -j ACCEPT",
                "-A EA-1b2c3d4e-IN -o br0 -j DROP",
            ],
            lines.Where(line => line.StartsWith("-A EA-1b2c3d4e-IN ", StringComparison.Ordinal)));
        Assert.Contains("-A EA-1b2c3d4e-SNAT -s 10.0.0.0/24 ! -o br0 -j MASQUERADE", lines);
    }

    [Fact]
    public void What_may_come_in_is_decided_for_all_bridges_before_anything_may_go_out()
    {
        var forward = Lines(false, [Bridge("br0"), Bridge("br1")]).Where(line => line.StartsWith("-A EA-1b2c3d4e-FWD", StringComparison.Ordinal));

        Assert.Equal(["-INT", "-IN", "-OUT"], forward.Select(line => line[line.LastIndexOf('-')..]));
    }

    [Fact]
    public void The_hosts_policy_is_only_said_when_it_is_to_change_and_goes_with_the_rules()
    {
        var text = FirewallRules.Write(s_chains, ipv6: false, [Bridge("br0")], [], [], drops: true);

        Assert.StartsWith("*filter\n:FORWARD DROP [0:0]\n", text, StringComparison.Ordinal);
        Assert.Equal(1, text.Split('\n').Count(line => line.StartsWith(":FORWARD ", StringComparison.Ordinal)));
        Assert.DoesNotContain(Lines(false, [Bridge("br0")]), line => line.StartsWith(":FORWARD ", StringComparison.Ordinal));
    }

    [Fact]
    public void An_internal_bridge_is_closed_and_not_masqueraded()
    {
        var lines = Lines(false, [Bridge("br0") with { Internal = true }]);

        Assert.Contains("-A EA-1b2c3d4e-INT -i br0 ! -o br0 -j DROP", lines);
        Assert.Contains("-A EA-1b2c3d4e-INT -o br0 ! -i br0 -j DROP", lines);
        Assert.DoesNotContain(lines, line => line.Contains("! -o br0 -j MASQUERADE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0.0.0.0", "10.0.0.2", false, "-A EA-1b2c3d4e-DNAT -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.0.0.2:80")]
    [InlineData("127.0.0.1", "10.0.0.2", false, "-A EA-1b2c3d4e-DNAT -d 127.0.0.1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.0.0.2:80")]
    [InlineData("::", "fd00::2", true, "-A EA-1b2c3d4e-DNAT -p tcp -m tcp --dport 8080 -j DNAT --to-destination [fd00::2]:80")]
    public void A_port_is_forwarded_in_the_tables_of_its_family(string address, string target, bool ipv6, string rule)
    {
        var port = new ForwardedPort(new PublishedPort("tcp", 80, address, 8080), target);

        Assert.Contains(rule, Write(ipv6, [], [port]).Split('\n'));
        Assert.DoesNotContain("--to-destination", Write(!ipv6, [], [port]), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_jumps_come_behind_the_users_chain_and_those_there_stay()
    {
        var saved = """
            *filter
            -A FORWARD -i a -j ACCEPT
            -A FORWARD -j DOCKER-USER
            -A FORWARD -j DOCKER-FORWARD
            -A INPUT -j EA-1b2c3d4e-HOST
            COMMIT
            *nat
            -A PREROUTING -m addrtype --dst-type LOCAL -j EA-1b2c3d4e-DNAT
            COMMIT
            """;

        var missing = SavedRules.Missing(saved, s_chains.Jumps);

        Assert.Equal([("FORWARD", 3), ("OUTPUT", 1), ("POSTROUTING", 1)], missing.Select(one => (one.Jump.Chain, one.Line)));
        Assert.Contains("-I FORWARD 3 -j EA-1b2c3d4e-FWD\n", FirewallRules.Write(s_chains, false, [], [], missing), StringComparison.Ordinal);
    }

    private static FirewalledBridge Bridge(string link) => new(link, ["10.0.0.0/24", "fd00::/64"], Talks: true, Masquerades: true, Internal: false);

    private static string Write(bool ipv6, IReadOnlyCollection<FirewalledBridge> bridges, IReadOnlyCollection<ForwardedPort> ports) =>
        FirewallRules.Write(s_chains, ipv6, bridges, ports, []);

    private static string[] Lines(bool ipv6, IReadOnlyCollection<FirewalledBridge> bridges) => Write(ipv6, bridges, []).Split('\n');
}
