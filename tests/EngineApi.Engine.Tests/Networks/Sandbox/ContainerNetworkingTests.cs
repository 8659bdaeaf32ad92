using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Linux.Network;
using EngineApi.Testing;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Sandbox;

/// <summary>Containers on real bridges. Skipped where the host's network cannot be changed.</summary>
public sealed class ContainerNetworkingTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const string Echo = "exec nc -ll -p 80 -e echo hello from here";

    private TestEngine Engine => fixture.Engine;

    [Fact]
    public async Task A_container_on_the_default_bridge_has_an_address_a_route_and_a_name_for_its_interface()
    {
        var id = await StartAsync(TestEngine.Sleep);
        var endpoint = Assert.Single(Lifecycle(id).Endpoints.Values);

        await Engine.ExecAsync(id, $"ip -4 addr show eth0 | grep -q 'inet {endpoint.IPv4Address}/24'");
        await Engine.ExecAsync(id, $"ip link show eth0 | grep -q {endpoint.MacAddress}");
        await Engine.ExecAsync(id, $"ip route | grep -q '^default via {endpoint.IPv4Gateway} dev eth0'");
        await Engine.ExecAsync(id, "ip -4 addr show lo | grep -q 127.0.0.1");
        await Engine.ExecAsync(id, $"ping -c 1 -W 5 {endpoint.IPv4Gateway}");
        await Engine.ExecAsync(id, "! ip -6 addr show eth0 | grep -q inet6");
        using var ping = new Ping();
        Assert.Equal(IPStatus.Success, (await ping.SendPingAsync(IPAddress.Parse(endpoint.IPv4Address), TimeSpan.FromSeconds(30))).Status);

        await Engine.KillAsync(id);
        await Eventually.BecomesTrueAsync(() => Lifecycle(id).Endpoints.Count == 0);
        await NothingIsLeftAsync(id);
    }

    [Fact]
    public async Task Containers_reach_each_other_by_address()
    {
        var server = await StartAsync(Echo);
        var client = await StartAsync(TestEngine.Sleep);

        await Engine.ExecAsync(client, $"ping -c 1 -W 5 {AddressOf(server)}");
        await FetchAsync(client, AddressOf(server), 80);

        await RemoveAsync(server, client);
    }

    [Fact]
    public async Task A_published_port_is_reached_from_everywhere()
    {
        var server = await StartAsync(Echo, host => host.PortBindings = Publish("80/tcp", ""));
        var neighbour = await StartAsync(TestEngine.Sleep);
        var ports = Lifecycle(server).Ports;
        var port = ports[0].HostPort;

        (string, int)[] everywhere = Socket.OSSupportsIPv6 ? [("0.0.0.0", port), ("::", port)] : [("0.0.0.0", port)];
        Assert.Equal(everywhere, ports.Select(one => (one.HostAddress, one.HostPort)));
        Assert.InRange(port, 1024, 65535);
        await ReadAsync(IPAddress.Loopback, port);
        if (Socket.OSSupportsIPv6)
            await ReadAsync(IPAddress.IPv6Loopback, port);
        await ReadAsync(HostAddress(), port);
        await FetchAsync(neighbour, HostAddress().ToString(), port);
        await FetchAsync(neighbour, Lifecycle(server).Endpoints.Values.Single().IPv4Gateway, port);
        // Out and back to oneself.
        await FetchAsync(server, HostAddress().ToString(), port);

        await RemoveAsync(server, neighbour);
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port));
    }

    [Fact]
    public async Task A_published_udp_port_is_answered_from_where_it_was_asked()
    {
        var server = await StartAsync(TestEngine.Sleep, host => host.PortBindings = Publish("53/udp", ""));
        var port = Lifecycle(server).Ports[0].HostPort;
        // busybox has no UDP; a socket stays in the namespace it was opened in, whoever has it.
        using var inside = await NetworkNamespace.RunAsync(Path.Combine(Engine.Options.NetnsRoot, server), _ => new UdpClient(53));
        var answering = AnswerAsync(inside);

        foreach (var address in new[] { IPAddress.Loopback, HostAddress() })
            Assert.Equal("question", await AskAsync(address, port));
        if (Socket.OSSupportsIPv6)
            Assert.Equal("question", await AskAsync(IPAddress.IPv6Loopback, port));

        inside.Close();
        await answering;
        await RemoveAsync(server);
    }

    [Fact]
    public async Task Who_keeps_sending_udp_reaches_the_container_that_has_the_port_now()
    {
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var first = await StartAsync(TestEngine.Sleep, host => host.PortBindings = Publish("53/udp", ""));
        var port = Lifecycle(first).Ports[0].HostPort;
        await UntilAnsweredAsync(first);
        await Engine.RemoveAsync(first);
        await NothingIsLeftAsync(first);

        // Nobody is there: this is remembered, too, as the host's own.
        await client.SendAsync("nobody"u8.ToArray(), new IPEndPoint(IPAddress.Loopback, port));
        var other = await StartAsync(TestEngine.Sleep);
        var second = await StartAsync(TestEngine.Sleep, host => host.PortBindings = Publish("53/udp", $"{port}"));
        Assert.NotEqual(AddressOf(other), AddressOf(second));
        await UntilAnsweredAsync(second);
        await RemoveAsync(other, second);

        async Task UntilAnsweredAsync(string server)
        {
            using var inside = await NetworkNamespace.RunAsync(Path.Combine(Engine.Options.NetnsRoot, server), _ => new UdpClient(53));
            using var limit = new CancellationTokenSource(Eventually.DefaultDeadline);
            await client.SendAsync(Encoding.ASCII.GetBytes(server), new IPEndPoint(IPAddress.Loopback, port), limit.Token);
            Assert.Equal(server, Encoding.ASCII.GetString((await inside.ReceiveAsync(limit.Token)).Buffer));
        }
    }

    [Fact]
    public async Task A_port_that_somebody_else_has_is_Dockers_error_and_leaves_nothing()
    {
        using var other = new TcpListener(IPAddress.Any, FreePort());
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var id = await CreateAsync(TestEngine.Sleep, host => host.PortBindings = Publish("80/tcp", $"{port}"));

        var error = await Assert.ThrowsAsync<EngineException>(() => Engine.StartAsync(id));

        Assert.Equal(ErrorKind.System, error.Kind);
        Assert.Matches(
            $"^failed to set up container networking: driver failed programming external connectivity on endpoint {Engine.Find(id).Current.Name} "
            + $@"\([0-9a-f]{{64}}\): failed to bind host port for 0\.0\.0\.0:{port}:10\.[0-9.]+:80/tcp: address already in use$",
            error.Message);
        Assert.Empty(Lifecycle(id).Endpoints);
        await NothingIsLeftAsync(id);
        other.Stop();
        await Engine.StartAsync(id);

        var second = await CreateAsync(TestEngine.Sleep, host => host.PortBindings = Publish("80/tcp", $"{port}"));
        var again = await Assert.ThrowsAsync<EngineException>(() => Engine.StartAsync(second));
        Assert.EndsWith($"Bind for 0.0.0.0:{port} failed: port is already allocated", again.Message, StringComparison.Ordinal);
        await RemoveAsync(id, second);
    }

    [Fact]
    public async Task Of_a_range_the_first_free_port_is_taken()
    {
        var first = FreePort();
        var bindings = Publish("80/tcp", $"{first}-{first + 20}");
        var one = await StartAsync(TestEngine.Sleep, host => host.PortBindings = bindings);
        var two = await StartAsync(TestEngine.Sleep, host => host.PortBindings = bindings);

        var (taken, next) = (Lifecycle(one).Ports[0].HostPort, Lifecycle(two).Ports[0].HostPort);
        Assert.InRange(taken, first, first + 20);
        Assert.InRange(next, taken + 1, first + 20);
        await RemoveAsync(one, two);
    }

    [Fact]
    public async Task A_namespace_is_shared_with_who_joins_it()
    {
        var owner = await StartAsync(TestEngine.Sleep);
        var guest = await StartAsync(TestEngine.Sleep, host => host.NetworkMode = "container:" + owner);

        await Engine.ExecAsync(guest, $"ip -4 addr show eth0 | grep -q {AddressOf(owner)}/");
        Assert.Empty(Lifecycle(guest).Endpoints);
        await RemoveAsync(owner, guest);
    }

    [Fact]
    public async Task What_runs_keeps_its_network_while_the_gateway_is_away_and_after()
    {
        var server = await StartAsync(Echo, host => host.PortBindings = Publish("80/tcp", ""));
        var port = Lifecycle(server).Ports[0].HostPort;
        var before = Lifecycle(server).Endpoints.Values.Single();

        await fixture.RestartAsync(crash: true, meanwhile: () => ReadAsync(IPAddress.Loopback, port));

        await Eventually.BecomesTrueAsync(() => Engine.Status(server) == ContainerStatus.Running);
        Assert.Equal(before, Lifecycle(server).Endpoints.Values.Single());
        await ReadAsync(IPAddress.Loopback, port);
        // The port is held again, and the address is not given to anybody else.
        var second = await CreateAsync(TestEngine.Sleep, host => host.PortBindings = Publish("80/tcp", $"{port}"));
        await Assert.ThrowsAsync<EngineException>(() => Engine.StartAsync(second));
        await RemoveAsync(second);
        var third = await StartAsync(TestEngine.Sleep);
        Assert.NotEqual(before.IPv4Address, AddressOf(third));
        await RemoveAsync(server, third);
    }

    [Fact]
    public async Task Rules_that_were_flushed_come_back()
    {
        var server = await StartAsync(Echo, host => host.PortBindings = Publish("80/tcp", ""));
        var port = Lifecycle(server).Ports[0].HostPort;
        var mark = TestBridges.Mark(Engine.Get<EngineId>().Value);
        var before = await TestBridges.RulesAsync(mark);

        // Where the kernel does not tell of it, SIGHUP is what brings them back.
        await TestBridges.RemoveRulesAsync("iptables", mark);
        if (!await FirewallKind.TellsOfChangesAsync())
            await Engine.Get<MendNetworks>().ExecuteAsync();
        await Eventually.BecomesTrueAsync(async () => (await TestBridges.RulesAsync(mark)).Count == before.Count);

        await ReadAsync(IPAddress.Loopback, port);
        await RemoveAsync(server);
    }

    [Fact]
    public async Task A_bridge_that_was_taken_away_comes_back_with_the_containers_that_were_on_it()
    {
        var server = await StartAsync(Echo, host => host.PortBindings = Publish("80/tcp", ""));
        using var host = new RouteSocket();

        Assert.True(host.RemoveLink(Bridge));
        await Engine.Get<MendNetworks>().ExecuteAsync();

        await ReadAsync(IPAddress.Loopback, Lifecycle(server).Ports[0].HostPort);
        await RemoveAsync(server);
    }

    [Fact]
    public async Task Many_starts_at_once_have_an_address_each()
    {
        const int Count = 20;
        var ids = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => CreateAsync("sleep 600")));
        await Task.WhenAll(ids.Select(Engine.StartAsync));

        Assert.Equal(Count, ids.Select(AddressOf).Distinct().Count());
        await RemoveAsync(ids);
    }

    private ContainerLifecycle Lifecycle(string id) => Engine.Find(id).Current.Lifecycle;

    private string AddressOf(string id) => Lifecycle(id).Endpoints.Values.Single().IPv4Address;

    private Task<string> CreateAsync(string script, Action<HostConfig>? host = null) => Engine.CreateAsync(script, request =>
    {
        request.HostConfig!.NetworkMode = "bridge";
        host?.Invoke(request.HostConfig);
    });

    private async Task<string> StartAsync(string script, Action<HostConfig>? host = null)
    {
        HostNetwork.SkipWhenItCannotBeChanged();
        var id = await CreateAsync(script, host);
        await Engine.StartAsync(id);
        return id;
    }

    private async Task RemoveAsync(params string[] ids)
    {
        foreach (var id in ids)
            await Engine.RemoveAsync(id);
        foreach (var id in ids)
            await NothingIsLeftAsync(id);
    }

    private async Task NothingIsLeftAsync(string id)
    {
        await Eventually.BecomesTrueAsync(() => !File.Exists(Path.Combine(Engine.Options.NetnsRoot, id)));
        var mark = TestBridges.Mark(Engine.Get<EngineId>().Value);
        var ports = Engine.Containers.All.SelectMany(container => container.Current.Lifecycle.Ports).Count(port => port.HostAddress == "0.0.0.0");
        await Eventually.BecomesTrueAsync(async () => (await TestBridges.RulesAsync(mark)).Count(rule => rule.Contains("--to-destination", StringComparison.Ordinal)) == ports);
        var running = Engine.Containers.All.Count(container => container.Current.Lifecycle.Endpoints.Values.Any(one => one.Interface.Length > 0));
        await Eventually.BecomesTrueAsync(() => Ports() == running);
    }

    /// <summary>How many interfaces are on the default bridge.</summary>
    private int Ports()
    {
        var ports = $"/sys/class/net/{Bridge}/brif";
        return Directory.Exists(ports) ? Directory.GetFileSystemEntries(ports).Length : 0;
    }

    private string Bridge => Engine.Get<NetworkTable>().Find("bridge").Options["com.docker.network.bridge.name"];

    private Task FetchAsync(string client, string address, int port) => Engine.ExecAsync(
        client, $"for try in $(seq 300); do nc -w 5 {address} {port} </dev/null | grep -q 'hello from' && exit 0; usleep 100000; done; exit 1");

    private static async Task ReadAsync(IPAddress address, int port) => await Eventually.BecomesTrueAsync(async () =>
    {
        try
        {
            using var client = new TcpClient();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await client.ConnectAsync(address, port, limit.Token);
            var bytes = new byte[100];
            var count = await client.GetStream().ReadAsync(bytes, limit.Token);
            return Encoding.ASCII.GetString(bytes, 0, count).StartsWith("hello from", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            return false; // between two clients nobody listens
        }
    });

    private static async Task<string> AskAsync(IPAddress address, int port)
    {
        using var client = new UdpClient(address.AddressFamily);
        client.Connect(address, port);
        await client.SendAsync(Encoding.ASCII.GetBytes("question"));
        using var limit = new CancellationTokenSource(Eventually.DefaultDeadline);
        return Encoding.ASCII.GetString((await client.ReceiveAsync(limit.Token)).Buffer);
    }

    private static async Task AnswerAsync(UdpClient server)
    {
        try
        {
            while (true)
            {
                var asked = await server.ReceiveAsync();
                await server.SendAsync(asked.Buffer, asked.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static Dictionary<string, List<PortBinding>?> Publish(string port, string hostPort) => new() { [port] = [new() { HostPort = hostPort }] };

    private static IPAddress HostAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(one => one.Name.StartsWith('e') && !one.Name.StartsWith("engine", StringComparison.Ordinal))
        .SelectMany(one => one.GetIPProperties().UnicastAddresses)
        .Select(one => one.Address)
        .FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;

    private static int FreePort() => Random.Shared.Next(20000, 29900);
}
