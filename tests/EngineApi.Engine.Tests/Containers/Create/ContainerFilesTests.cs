using System.Net;
using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Tests.Containers.Spec;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Create;

public class ContainerFilesTests
{
    [Fact]
    public void Hosts_has_loopback_extra_hosts_and_the_container() => Assert.Equal(
        """
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        fe00::	ip6-localnet
        ff00::	ip6-mcastprefix
        ff02::1	ip6-allnodes
        ff02::2	ip6-allrouters
        10.0.0.1	db
        fd00::1	six
        172.17.0.1	host.docker.internal
        172.17.0.2	web.example.org web

        """.ReplaceLineEndings("\n"),
        ContainerFiles.Hosts(
            ["db:10.0.0.1", "six:[fd00::1]", "host.docker.internal:host-gateway"], [IPAddress.Parse("172.17.0.1")],
            [IPAddress.Parse("172.17.0.2")], "web", "example.org"));

    [Fact]
    public void A_gateway_that_is_not_known_is_refused() => Assert.Equal(
        "unable to derive the IP value for host-gateway", Given.Refusal(() => ContainerFiles.Hosts(["a:host-gateway"], [], [], "a", "")));

    [Fact]
    public void Hostname_is_one_line() => Assert.Equal("web\n", ContainerFiles.Hostname("web", ""));

    private static readonly ResolvConf Host =
        ResolvConf.Parse("# made by hand\nnameserver 127.0.0.53\nnameserver 192.0.2.1\nnameserver ::1\nsearch one.test two.test\noptions edns0 trust-ad\n");

    [Fact]
    public void A_resolver_on_the_hosts_loopback_is_left_out() => Assert.Equal(
        "nameserver 192.0.2.1\nsearch one.test two.test\noptions edns0 trust-ad\n", Host.ForContainer(null, null, null, false).ToString());

    [Fact]
    public void On_the_hosts_network_it_stays() =>
        Assert.Equal(["127.0.0.53", "192.0.2.1", "::1"], Host.ForContainer(null, null, null, true).NameServers);

    [Fact]
    public void Where_no_resolver_is_left_there_is_a_fallback() => Assert.Equal(
        "nameserver 8.8.8.8\nnameserver 8.8.4.4\n", ResolvConf.Parse("nameserver 127.0.0.1").ForContainer(null, null, null, false).ToString());

    [Fact]
    public void What_is_asked_for_takes_the_hosts_place() => Assert.Equal(
        "nameserver 127.0.0.1\noptions ndots:1\n", Host.ForContainer(["127.0.0.1"], ["."], ["ndots:1"], false).ToString());
}
