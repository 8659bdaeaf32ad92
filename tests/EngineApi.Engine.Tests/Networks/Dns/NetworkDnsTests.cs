using System.Net;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Engine.Networks.Dns;
using EngineApi.Testing;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Dns;

/// <summary>With the real server, on addresses of the loopback interface.</summary>
public sealed class NetworkDnsTests : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dns").FullName;
    private readonly List<(string Container, string Network)> _joined = [];
    private readonly DnsServer _server;
    private readonly NetworkDns _dns;

    public NetworkDnsTests()
    {
        var options = new EngineOptions { ExecRoot = _root };
        _server = new DnsServer(options);
        _dns = new NetworkDns(_server, options, NullLogger<NetworkDns>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (container, network) in _joined)
            await _dns.LeaveAsync(container, network);
        await Eventually.BecomesTrueAsync(() => !Running());
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Names_resolve_as_soon_as_a_container_has_joined()
    {
        Assert.SkipWhen(DnsServer.Program is null, "aardvark-dns is missing");
        var network = Network(2);
        var web = Container('a', "web", "Www", "with space", "a,b\nc");
        await JoinAsync(web, network, "127.77.2.10");
        await KnowsAsync(network, "web", "www", "aaaaaaaaaaaa");
        for (var i = 0; i < 20; i++)
        {
            await JoinAsync(Container((char)('b' + i % 5), "c" + i, id: i), network, "127.77.2." + (20 + i));
            await KnowsAsync(network, "c" + i);
        }
    }

    [Fact]
    public async Task Many_at_once_all_resolve()
    {
        Assert.SkipWhen(DnsServer.Program is null, "aardvark-dns is missing");
        var (one, two) = (Network(3), Network(4));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            var network = i % 2 == 0 ? one : two;
            await JoinAsync(Container('a', "c" + i, id: i), network, $"127.77.{(i % 2 == 0 ? 3 : 4)}.{10 + i}");
            await KnowsAsync(network, "c" + i);
        }));
        Assert.Single(Directory.GetFiles(_server.Directory, "aardvark.pid"));
    }

    [Fact]
    public async Task One_that_was_killed_comes_back_at_the_next_change()
    {
        Assert.SkipWhen(DnsServer.Program is null, "aardvark-dns is missing");
        var network = Network(5);
        await JoinAsync(Container('a', "one"), network, "127.77.5.10");
        global::System.Diagnostics.Process.GetProcessById(Pid()).Kill();
        await Eventually.BecomesTrueAsync(() => !Running());
        await JoinAsync(Container('b', "two"), network, "127.77.5.11");
        await KnowsAsync(network, "one", "two");
    }

    [Fact]
    public async Task The_next_daemon_takes_over_what_answers_and_drops_what_is_stale()
    {
        Assert.SkipWhen(DnsServer.Program is null, "aardvark-dns is missing");
        var (kept, stale) = (Network(6), Network(7));
        var one = Container('a', "one");
        await JoinAsync(one, kept, "127.77.6.10");
        await JoinAsync(Container('b', "two"), stale, "127.77.7.10");
        var pid = Pid();
        var next = new NetworkDns(_server, new EngineOptions { ExecRoot = _root }, NullLogger<NetworkDns>.Instance);
        next.Adopt(one, kept, Endpoint(kept, "127.77.6.10"));
        await next.RestoreAsync();
        Assert.Equal(pid, Pid());
        Assert.Equal([kept.Id], Directory.GetFiles(_server.Directory).Select(Path.GetFileName).Where(name => name!.Length == 64));
        await KnowsAsync(kept, "one");
        await next.LeaveAsync(one.Id);
        await Eventually.BecomesTrueAsync(() => !Running());
    }

    [Fact]
    public async Task The_default_bridge_has_no_names()
    {
        await JoinAsync(Container('a', "one"), Network(8) with { Name = "bridge" }, "127.77.8.10");
        await JoinAsync(Container('a', "one"), Network(8) with { Driver = "macvlan" }, "127.77.8.10");
        Assert.False(Directory.Exists(_server.Directory));
    }

    private async Task JoinAsync(ContainerSnapshot container, NetworkRecord network, string address)
    {
        _joined.Add((container.Id, network.Id));
        await _dns.JoinAsync(container, network, Endpoint(network, address));
    }

    private static Endpoint Endpoint(NetworkRecord network, string address) => new() { Id = "e", NetworkId = network.Id, Interface = "eth0", IPv4Address = address, IPv4PrefixLength = 24 };

    /// <summary>At once: who joined was told to wait.</summary>
    private static async Task KnowsAsync(NetworkRecord network, params string[] names)
    {
        using var deadline = new CancellationTokenSource(Eventually.DefaultDeadline);
        foreach (var name in names)
            await DnsProbe.KnowsAsync(IPAddress.Parse(network.Ipam.Config![0].Gateway!), name, ipv6: false, deadline.Token);
    }

    private int Pid() => int.Parse(File.ReadAllText(Path.Combine(_server.Directory, "aardvark.pid")));

    private bool Running()
    {
        try
        {
            return EngineApi.Linux.Processes.PidFd.IsAlive(Pid());
        }
        catch (IOException)
        {
            // It takes the file away when it ends.
            return false;
        }
    }

    private static NetworkRecord Network(int number) => new()
    {
        Id = HexId.Create(), Name = "net" + number, Created = DateTimeOffset.UnixEpoch, Driver = "bridge",
        Ipam = AddressPlan.Of(Subnet.Parse($"127.77.{number}.0/24"), new((UInt128)(0x7F4D0001 + (number << 8)), false)),
    };

    private static ContainerSnapshot Container(char digit, string name, params string[] aliases) => Container(digit, name, 0, aliases);

    private static ContainerSnapshot Container(char digit, string name, int id, params string[] aliases) => new()
    {
        Id = id == 0 ? new string(digit, 64) : id.ToString("x12") + new string(digit, 52),
        Name = name,
        Lifecycle = ContainerLifecycle.New,
        Settings = new()
        {
            Created = DateTimeOffset.UnixEpoch, ImageId = "", ImageChainId = "", Config = new ContainerConfig(),
            HostConfig = new() { NetworkMode = "netx" },
            NetworkingConfig = new()
            {
                EndpointsConfig = Enumerable.Range(2, 8).ToDictionary(i => "net" + i, _ => (Wire.Networks.EndpointSettings?)new() { Aliases = [.. aliases] }),
            },
        },
    };
}
