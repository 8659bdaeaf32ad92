using EngineApi.Engine.Containers;
using EngineApi.Engine.Networks.Ports;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Json;
using EngineApi.Wire.Networks;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Ports;

public sealed class PortRequestsTests
{
    [Fact]
    public void Without_an_address_a_port_is_on_all_of_both_families()
    {
        var request = Assert.Single(Of(Bind("80/tcp", "", "8080")));

        Assert.Equal(("tcp", 80, 8080, 8080), (request.Protocol, request.ContainerPort, request.First, request.Last));
        Assert.Equal(["0.0.0.0", "::"], request.HostAddresses);
    }

    [Theory]
    [InlineData("0.0.0.0", null, "0.0.0.0")]
    [InlineData("127.0.0.1", "10.1.1.1", "127.0.0.1")]
    [InlineData("[::1]", null, "::1")]
    [InlineData("", "10.1.1.1", "10.1.1.1")]
    public void An_address_is_the_bindings_or_the_networks(string asked, string? network, string expected) =>
        Assert.Equal([expected], Assert.Single(PortRequests.Of(Settings(Bind("80/tcp", asked, "1")), network)).HostAddresses);

    [Fact]
    public void Ranges_of_one_length_go_together_and_others_are_to_choose_from()
    {
        Assert.Equal([(80, 8080, 8080), (81, 8081, 8081)], Of(Bind("80-81/udp", "", "8080-8081")).Select(one => (one.ContainerPort, one.First, one.Last)));
        Assert.Equal([(80, 8000, 8010)], Of(Bind("80/tcp", "", "8000-8010")).Select(one => (one.ContainerPort, one.First, one.Last)));
    }

    [Fact]
    public void Who_wants_any_port_comes_last()
    {
        var host = Bind("80/tcp", "", "");
        host.PortBindings!["81/tcp"] = [new() { HostPort = "8000-8010" }];
        host.PortBindings["82/tcp"] = [new() { HostPort = "8000" }];

        Assert.Equal([82, 81, 80], Of(host).Select(one => one.ContainerPort));
    }

    [Fact]
    public void All_exposed_ports_are_published_on_request_but_those_that_are_anyway()
    {
        var host = Bind("80/tcp", "", "8080");
        host.PublishAllPorts = true;

        Assert.Equal([(80, 8080), (53, 0)], PortRequests.Of(Settings(host, "80/tcp", "53/udp"), null).Select(one => (one.ContainerPort, one.First)));
    }

    [Theory]
    [InlineData("32768\t60999\n", 32768, 60999)]
    [InlineData("1024 1024", 1024, 1024)]
    [InlineData("", 32768, 60999)]
    [InlineData("70000 80000", 32768, 60999)]
    public void The_range_of_any_ports_is_the_kernels(string text, int first, int last) => Assert.Equal((first, last), EphemeralPorts.Parse(text));

    [Fact]
    public void A_port_that_was_given_back_is_not_the_next_one()
    {
        var ports = new EphemeralPorts();
        var first = ports.Next().First();

        Assert.Equal(first + 1, ports.Next().First());
        Assert.Equal(ports.Next().Count(), ports.Next().Distinct().Count());
    }

    private static IReadOnlyList<PortRequest> Of(HostConfig host) => PortRequests.Of(Settings(host), null);

    private static HostConfig Bind(string port, string address, string hostPort) => new()
    {
        PortBindings = new() { [port] = [new() { HostIp = address, HostPort = hostPort }] },
    };

    private static ContainerSettings Settings(HostConfig host, params string[] exposed) => new()
    {
        Created = DateTimeOffset.UnixEpoch,
        ImageId = "",
        ImageChainId = "",
        Config = new ContainerConfig { ExposedPorts = exposed.ToDictionary(port => port, _ => new EmptyObject()) },
        HostConfig = host,
        NetworkingConfig = new NetworkingConfig(),
    };
}
