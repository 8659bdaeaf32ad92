using System.Net;
using System.Net.Sockets;
using EngineApi.Engine.Networks;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Network;
using EngineApi.Testing;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Networks;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Sandbox;

/// <summary>What networks let through, and what they do not.</summary>
public sealed class NetworkKindsTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private TestEngine Engine => fixture.Engine;

    [Fact]
    public async Task Networks_are_apart_but_for_what_is_published()
    {
        await using var one = await NetworkAsync();
        await using var two = await NetworkAsync();
        var server = await StartAsync(one.Name, "exec nc -ll -p 80 -e echo hello", host => host.PortBindings = new() { ["80/tcp"] = [new()] });
        var stranger = await StartAsync(two.Name);
        var endpoint = Endpoint(server);

        await Engine.ExecAsync(stranger, $"! ping -c 1 -W 1 {endpoint.IPv4Address}");
        await Engine.ExecAsync(stranger, $"! nc -w 1 {endpoint.IPv4Address} 80 </dev/null");
        var published = $"{endpoint.IPv4Gateway} {Engine.Find(server).Current.Lifecycle.Ports[0].HostPort}";
        await Engine.ExecAsync(stranger, $"for try in $(seq 300); do nc -w 5 {published} </dev/null | grep -q hello && exit 0; usleep 100000; done; exit 1");

        await RemoveAsync(server, stranger);
    }

    [Fact]
    public async Task An_address_is_the_next_ones_only_when_no_port_leads_there_any_more()
    {
        await using var network = await NetworkAsync();
        var address = "";
        for (var round = 0; round < 3; round++)
        {
            var id = await StartAsync(network.Name, host: Publishing, more: request => Ask(request, address));
            address = Endpoint(id).IPv4Address;
            await Engine.KillAsync(id);
            await Engine.ExitAsync(id);
            var heir = await StartAsync(network.Name, more: request => Ask(request, address));
            Assert.Equal(address, Endpoint(heir).IPv4Address);
            Assert.DoesNotContain(
                await TestBridges.RulesAsync(TestBridges.Mark(Engine.Get<EngineId>().Value)),
                rule => rule.Contains($"--to-destination {address}:", StringComparison.Ordinal));
            await RemoveAsync(id, heir);
        }

        static void Publishing(HostConfig host) => host.PortBindings = new() { ["80/tcp"] = [new()] };

        void Ask(ContainerCreateRequest request, string wanted) => request.NetworkingConfig = wanted.Length == 0 ? null : new()
        {
            EndpointsConfig = new() { [network.Name] = new() { IPAMConfig = new() { IPv4Address = wanted } } },
        };
    }

    [Fact]
    public async Task An_internal_network_leads_nowhere()
    {
        await using var network = await NetworkAsync(request => request.Internal = true);
        await using var other = await NetworkAsync();
        var inside = await StartAsync(network.Name);
        var neighbour = await StartAsync(network.Name);
        var outside = await StartAsync(other.Name);

        await Engine.ExecAsync(inside, $"ping -c 1 -W 5 {Endpoint(neighbour).IPv4Address}");
        await Engine.ExecAsync(inside, "! ip route | grep -q default");
        await Engine.ExecAsync(inside, $"! ping -c 1 -W 1 {Endpoint(outside).IPv4Address}");
        await Engine.ExecAsync(outside, $"! ping -c 1 -W 1 {Endpoint(inside).IPv4Address}");

        await RemoveAsync(inside, neighbour, outside);
    }

    [Fact]
    public async Task Without_icc_containers_reach_the_gateway_only()
    {
        await using var network = await NetworkAsync(request => request.Options = new() { ["com.docker.network.bridge.enable_icc"] = "false" });
        var one = await StartAsync(network.Name);
        var two = await StartAsync(network.Name);

        await Engine.ExecAsync(one, $"ping -c 1 -W 5 {Endpoint(one).IPv4Gateway}");
        await Engine.ExecAsync(one, $"! ping -c 1 -W 1 {Endpoint(two).IPv4Address}");

        await RemoveAsync(one, two);
    }

    [Fact]
    public async Task A_bridge_has_the_name_and_the_mtu_that_were_asked_for_and_goes_with_its_network()
    {
        var name = "ea" + Guid.NewGuid().ToString("N")[..10];
        await using (var network = await NetworkAsync(request => request.Options = new()
        {
            ["com.docker.network.bridge.name"] = name, ["com.docker.network.driver.mtu"] = "1280",
        }))
        {
            var id = await StartAsync(network.Name);
            await Engine.ExecAsync(id, "test $(cat /sys/class/net/eth0/mtu) = 1280");
            Assert.Equal("1280", File.ReadAllText($"/sys/class/net/{name}/mtu").Trim());
            await RemoveAsync(id);
        }

        Assert.False(Directory.Exists("/sys/class/net/" + name));
    }

    [Fact]
    public async Task On_several_networks_the_highest_priority_has_the_default_route()
    {
        await using var one = await NetworkAsync();
        await using var two = await NetworkAsync();
        var id = await StartAsync(one.Name, more: request => request.NetworkingConfig = new()
        {
            EndpointsConfig = new() { [one.Name] = new(), [two.Name] = new() { GwPriority = 5, MacAddress = "02:00:00:00:00:77" } },
        });

        var second = Engine.Find(id).Current.Lifecycle.Endpoints.Values.Single(endpoint => endpoint.Interface == "eth1");
        await Engine.ExecAsync(id, $"ip route | grep -q '^default via {second.IPv4Gateway} dev eth1'");
        await Engine.ExecAsync(id, "ip link show eth1 | grep -q 02:00:00:00:00:77");
        await RemoveAsync(id);
    }

    [Fact]
    public async Task With_IPv6_there_is_an_address_and_a_route_of_it()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this host has no IPv6");
        await using var network = await NetworkAsync(request => request.EnableIPv6 = true);
        var one = await StartAsync(network.Name);
        var two = await StartAsync(network.Name);

        await Engine.ExecAsync(one, $"ping -6 -c 1 -W 5 {Endpoint(two).IPv6Address}");
        await Engine.ExecAsync(one, $"ip -6 route | grep -q 'default via {Endpoint(one).IPv6Gateway}'");
        await RemoveAsync(one, two);
    }

    [Theory]
    [InlineData("")]
    [InlineData("::1")]
    public async Task A_port_is_published_over_IPv6_and_from_the_loopback_too(string address)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this host has no IPv6");
        await using var network = await NetworkAsync(request => request.EnableIPv6 = true);
        var server = await StartAsync(
            network.Name, "exec nc -ll -p 80 -e cat", host => host.PortBindings = new() { ["80/tcp"] = [new() { HostIp = address }] });
        var port = Engine.Find(server).Current.Lifecycle.Ports[0].HostPort;

        await EchoAsync(IPAddress.IPv6Loopback, port);
        if (address.Length == 0)
            await EchoAsync(IPAddress.Parse(Endpoint(server).IPv6Gateway), port);

        await RemoveAsync(server);
        await Eventually.BecomesTrueAsync(() => IsRefusedAsync(IPAddress.IPv6Loopback, port));
    }

    [Fact]
    public async Task A_container_whose_port_was_used_over_the_loopback_of_IPv6_can_be_started_again_at_once()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this host has no IPv6");
        await using var network = await NetworkAsync();
        var port = Random.Shared.Next(20000, 29900);
        var server = await StartAsync(
            network.Name, "exec nc -ll -p 80 -e echo hello", host => host.PortBindings = new() { ["80/tcp"] = [new() { HostPort = $"{port}" }] });
        await Eventually.BecomesTrueAsync(async () => await FirstByteAsync(IPAddress.IPv6Loopback, port) == 'h');

        await Engine.KillAsync(server);
        await Engine.ExitAsync(server);
        await Engine.StartAsync(server);

        await Eventually.BecomesTrueAsync(async () => await FirstByteAsync(IPAddress.IPv6Loopback, port) == 'h');
        await RemoveAsync(server);
    }

    [Fact]
    public async Task A_published_port_does_not_lead_to_who_has_the_address_next()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this host has no IPv6");
        await using var network = await NetworkAsync();
        var former = await StartAsync(network.Name, host: host => host.PortBindings = new() { ["80/tcp"] = [new()] });
        var (address, port) = (Endpoint(former).IPv4Address, Engine.Find(former).Current.Lifecycle.Ports[0].HostPort);

        await Engine.Get<DisconnectNetwork>().ExecuteAsync(network.Name, new() { Container = former }, CancellationToken.None);
        var next = await StartAsync(network.Name, "exec nc -ll -p 80 -e echo hello");

        Assert.Equal(address, Endpoint(next).IPv4Address);
        await Engine.ExecAsync(next, "for try in $(seq 300); do nc -w 5 127.0.0.1 80 </dev/null | grep -q hello && exit 0; usleep 100000; done; exit 1");
        Assert.Null(await FirstByteAsync(IPAddress.IPv6Loopback, port));
        await RemoveAsync(former, next);
    }

    /// <returns>Null if there is none before the connection ends.</returns>
    private static async Task<byte?> FirstByteAsync(IPAddress address, int port)
    {
        using var client = new TcpClient(address.AddressFamily);
        using var limit = new CancellationTokenSource(Eventually.DefaultDeadline);
        try
        {
            await client.ConnectAsync(address, port, limit.Token);
            var bytes = new byte[1];
            return await client.GetStream().ReadAsync(bytes, limit.Token) == 1 ? bytes[0] : null;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return null;
        }
    }

    private static async Task<bool> IsRefusedAsync(IPAddress address, int port)
    {
        try
        {
            using var client = new TcpClient(address.AddressFamily);
            await client.ConnectAsync(address, port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Many bytes there and back, and the end of one's own before that of the answer.</summary>
    private static async Task EchoAsync(IPAddress address, int port)
    {
        var sent = new byte[1 << 20];
        Random.Shared.NextBytes(sent);
        await Eventually.BecomesTrueAsync(async () =>
        {
            try
            {
                using var client = new TcpClient(AddressFamily.InterNetworkV6);
                using var limit = new CancellationTokenSource(Eventually.DefaultDeadline);
                await client.ConnectAsync(address, port, limit.Token);
                var received = new MemoryStream();
                var reading = client.GetStream().CopyToAsync(received, limit.Token);
                await client.GetStream().WriteAsync(sent, limit.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                await reading;
                return received.ToArray().AsSpan().SequenceEqual(sent);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                return false; // Nobody listens yet.
            }
        });
    }

    [Fact]
    public async Task A_macvlan_container_is_on_its_parents_network()
    {
        HostNetwork.SkipWhenItCannotBeChanged();
        var name = "ea" + Guid.NewGuid().ToString("N")[..10];
        var (bridge, parent) = (name + "b", name + "p");
        using var host = new RouteSocket();
        using var space = FileDescriptor.Open("/proc/self/ns/net", OpenFlags.ReadOnly);
        host.CreateBridge(bridge, [2, 0, 0, 0, 0, 9], 0);
        host.CreateVeth(name, host.FindLink(bridge)!.Index, parent, space, [2, 0, 0, 0, 0, 8], 0);
        host.SetUp(host.FindLink(parent)!.Index);
        try
        {
            await using var network = await NetworkAsync(request =>
            {
                request.Driver = "macvlan";
                request.Options = new() { ["parent"] = parent };
            });
            var one = await StartAsync(network.Name);
            var two = await StartAsync(network.Name);
            await Engine.ExecAsync(one, $"ping -c 1 -W 5 {Endpoint(two).IPv4Address}");
            await RemoveAsync(one, two);
        }
        finally
        {
            host.RemoveLink(name);
            host.RemoveLink(bridge);
        }
    }

    private Endpoint Endpoint(string id) => Engine.Find(id).Current.Lifecycle.Endpoints.Values.Single();

    private async Task<TestNetwork> NetworkAsync(Action<NetworkCreateRequest>? more = null)
    {
        HostNetwork.SkipWhenItCannotBeChanged();
        var request = new NetworkCreateRequest { Name = "net-" + Guid.NewGuid().ToString("N")[..8], Driver = "bridge" };
        request.IPAM = new() { Config = [new() { Subnet = TestBridges.Subnet() }] };
        more?.Invoke(request);
        try
        {
            await Engine.Get<CreateNetwork>().ExecuteAsync(request, CancellationToken.None);
        }
        catch (EngineException e) when (e.Message.Contains("the kernel of this host has no", StringComparison.Ordinal))
        {
            Assert.Skip(e.Message);
        }

        return new(request.Name, () => Engine.Get<RemoveNetwork>().ExecuteAsync(request.Name, CancellationToken.None));
    }

    private async Task<string> StartAsync(
        string network, string script = TestEngine.Sleep, Action<HostConfig>? host = null, Action<ContainerCreateRequest>? more = null)
    {
        var id = await Engine.CreateAsync(script, request =>
        {
            request.HostConfig!.NetworkMode = network;
            host?.Invoke(request.HostConfig);
            more?.Invoke(request);
        });
        await Engine.StartAsync(id);
        return id;
    }

    private async Task RemoveAsync(params string[] ids)
    {
        foreach (var id in ids)
            await Engine.RemoveAsync(id);
    }

    private sealed record TestNetwork(string Name, Func<Task> Remove) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(Remove());
    }
}
