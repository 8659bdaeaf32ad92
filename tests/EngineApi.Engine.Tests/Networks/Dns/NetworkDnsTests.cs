using EngineApi.Engine.Containers;
using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Engine.Networks.Dns;
using EngineApi.Engine.Stdio;
using EngineApi.Linux.Network;
using EngineApi.Linux.Processes;
using EngineApi.Names.Table;
using EngineApi.Testing;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Dns;

/// <summary>With the real server, which answers in network namespaces that nothing else is in.</summary>
public sealed class NetworkDnsTests : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dns").FullName;
    private readonly StdioThread _thread = new(TimeProvider.System, NullLogger<StdioThread>.Instance);
    private readonly List<string> _containers = [];
    private readonly List<NameServerProcess> _servers = [];
    private readonly EngineOptions _options;
    private readonly NetworkDns _dns;

    public NetworkDnsTests()
    {
        Assert.SkipUnless(Environment.UserName == "root", "network namespaces need root");
        _options = new EngineOptions { ExecRoot = _root, NameServerProgram = [Path.Join(AppContext.BaseDirectory, "EngineApi.NameHost")] };
        Directory.CreateDirectory(_options.NetnsRoot);
        _dns = Daemon();
    }

    private string Files => Path.Combine(_root, "dns");

    public async ValueTask DisposeAsync()
    {
        // Nobody is to bring back what the last one ends.
        EndDaemons();
        await Daemon().RestoreAsync();
        foreach (var id in _containers)
            NetworkNamespace.Remove(_options.NetworkNamespacePath(id));
        await Eventually.BecomesTrueAsync(() => Pids().Count == 0);
        EndDaemons();
        _thread.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Names_resolve_as_soon_as_a_container_has_joined()
    {
        var network = Network(2);
        var web = Container('a', "web", "Www", "with space", "a,b\nc");
        await JoinAsync(web, network, "10.77.2.10");
        Assert.True(_dns.Answers(web.Id));
        foreach (var name in new[] { "web", "www", "WEB", "aaaaaaaaaaaa", "web.net2" })
            Assert.Equal(["10.77.2.10"], await AskAsync(web, name));
        for (var i = 0; i < 20; i++)
        {
            var another = Container('b', "c" + i, id: 1 + i);
            await JoinAsync(another, network, "10.77.2." + (20 + i));
            Assert.Equal(["10.77.2." + (20 + i)], await AskAsync(web, "c" + i));
            Assert.Equal(["10.77.2.10"], await AskAsync(another, "web"));
        }
    }

    [Fact]
    public async Task Many_at_once_all_resolve_by_one_server()
    {
        var (one, two) = (Network(3), Network(4));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            var (network, address) = i % 2 == 0 ? (one, $"10.77.3.{10 + i}") : (two, $"10.77.4.{10 + i}");
            var container = Container('a', "c" + i, id: 1 + i);
            await JoinAsync(container, network, address);
            Assert.True(_dns.Answers(container.Id));
            Assert.Equal([address], await AskAsync(container, "c" + i));
        }));
        Assert.Single(Pids());
    }

    [Fact]
    public async Task A_container_knows_the_names_of_its_networks_and_no_others()
    {
        var (front, back) = (Network(5) with { Internal = true }, Network(6) with { Internal = true });
        var (web, proxy, db) = (Container('a', "web"), Container('b', "proxy"), Container('c', "db"));
        await JoinAsync(proxy, front, "10.77.5.10");
        await JoinAsync(web, front, "10.77.5.11");
        await JoinAsync(db, back, "10.77.6.10");
        Assert.Null(await AskAsync(web, "db"));

        await _dns.JoinAsync(web, back, Endpoint(back, "10.77.6.11"));
        Assert.Equal(["10.77.6.10"], await AskAsync(web, "db"));
        Assert.Equal(["10.77.5.10"], await AskAsync(web, "proxy"));
        Assert.Equal(["10.77.6.11"], await AskAsync(db, "web"));
        Assert.Null(await AskAsync(proxy, "db"));

        await _dns.LeaveAsync(web.Id, front.Id);
        Assert.Null(await AskAsync(web, "proxy"));
        Assert.Equal(["10.77.6.10"], await AskAsync(web, "db"));
    }

    [Fact]
    public async Task One_that_was_killed_comes_back_at_the_next_change()
    {
        var network = Network(7);
        var one = Container('a', "one");
        await JoinAsync(one, network, "10.77.7.10");
        global::System.Diagnostics.Process.GetProcessById(Pids().Single()).Kill();
        await Eventually.BecomesTrueAsync(() => Pids().Count == 0);
        await JoinAsync(Container('b', "two"), network, "10.77.7.11");
        Assert.Equal(["10.77.7.11"], await AskAsync(one, "two"));
        Assert.Equal(["10.77.7.10"], await AskAsync(one, "one"));
    }

    [Fact]
    public async Task The_next_daemon_takes_over_what_answers_and_drops_what_is_stale()
    {
        var (kept, stale) = (Network(8), Network(9));
        var one = Container('a', "one");
        await JoinAsync(one, kept, "10.77.8.10");
        await JoinAsync(Container('b', "two"), stale, "10.77.9.10");
        var pid = Pids().Single();
        EndDaemons();
        var next = Daemon();
        next.Adopt(one, kept, Endpoint(kept, "10.77.8.10"));
        await next.RestoreAsync();
        Assert.Equal(pid, Pids().Single());
        Assert.Equal([kept.Id], NameNetworkFiles.Ids(Files));
        Assert.True(next.Answers(one.Id));
        Assert.Equal(["10.77.8.10"], await AskAsync(one, "one"));
        await next.LeaveAsync(one.Id);
        await Eventually.BecomesTrueAsync(() => Pids().Count == 0);
    }

    [Fact]
    public async Task Another_version_makes_room_without_a_question_lost()
    {
        var network = Network(5);
        var one = Container('a', "one");
        await JoinAsync(one, network, "10.77.5.10");
        var pid = Pids().Single();
        EndDaemons();
        // A script in front of the program is another program.
        var other = Path.Combine(_root, "other");
        File.WriteAllText(other, $"#!/bin/sh\nexec '{_options.NameServerProgram[0]}' \"$1\"\n");
        File.SetUnixFileMode(other, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var next = Daemon(_options with { NameServerProgram = [other] });
        next.Adopt(one, network, Endpoint(network, "10.77.5.10"));
        // One client has a socket of its own for each question, the other a port that it keeps.
        using var steady = await NameQuestion.OpenAsync(_options.NetworkNamespacePath(one.Id));
        Assert.Equal(["10.77.5.10"], await NameQuestion.AskAsync(steady, "one"));
        var restored = next.RestoreAsync();
        do
            Assert.Equal(["10.77.5.10"], await AskAsync(one, "one"));
        while (!restored.IsCompleted);
        await restored;
        await Eventually.BecomesTrueAsync(() => Pids() is [var now] && now != pid);
        Assert.Equal(["10.77.5.10"], await AskAsync(one, "one"));
        Assert.Equal(["10.77.5.10"], await NameQuestion.AskAsync(steady, "one"));
    }

    [Fact]
    public async Task Another_version_at_the_same_place_is_noticed()
    {
        var network = Network(5);
        var one = Container('a', "one");
        var program = Path.Combine(_root, "program");
        CopyProgram(program);
        var options = _options with { NameServerProgram = [Path.Combine(program, "EngineApi.NameHost")] };
        var former = Daemon(options);
        await MakeNamespaceAsync(one);
        await former.JoinAsync(one, network, Endpoint(network, "10.77.5.10"));
        var pid = Pids().Single();
        EndDaemons();
        var same = Daemon(options);
        same.Adopt(one, network, Endpoint(network, "10.77.5.10"));
        await same.RestoreAsync();
        Assert.Equal(pid, Pids().Single());

        EndDaemons();
        File.Move(options.NameServerProgram[0], options.NameServerProgram[0] + ".old");
        File.Copy(options.NameServerProgram[0] + ".old", options.NameServerProgram[0]);
        File.SetLastWriteTimeUtc(options.NameServerProgram[0], DateTime.UnixEpoch);
        var next = Daemon(options);
        next.Adopt(one, network, Endpoint(network, "10.77.5.10"));
        await next.RestoreAsync();
        await Eventually.BecomesTrueAsync(() => Pids() is [var now] && now != pid);
        Assert.Equal(["10.77.5.10"], await AskAsync(one, "one"));
    }

    [Fact]
    public async Task A_version_that_does_not_start_takes_nobodys_place()
    {
        var network = Network(6);
        var one = Container('a', "one");
        await JoinAsync(one, network, "10.77.6.10");
        var pid = Pids().Single();
        EndDaemons();
        var next = Daemon(_options with { NameServerProgram = ["/bin/false"] });
        next.Adopt(one, network, Endpoint(network, "10.77.6.10"));
        await next.RestoreAsync();
        Assert.True(next.Answers(one.Id));
        Assert.Equal(pid, Pids().Single());
        Assert.Equal(["10.77.6.10"], await AskAsync(one, "one"));
    }

    [Fact]
    public async Task One_that_hangs_is_killed_and_followed_by_another()
    {
        var network = Network(7);
        var (one, two, three) = (Container('a', "one"), Container('b', "two"), Container('c', "three"));
        var dns = Daemon(_options, TimeSpan.FromSeconds(3));
        await MakeNamespaceAsync(one);
        await dns.JoinAsync(one, network, Endpoint(network, "10.77.7.10"));
        var pid = Pids().Single();
        using (var process = PidFd.Find(pid))
            process!.Signal(19); // SIGSTOP
        await MakeNamespaceAsync(two);
        await dns.JoinAsync(two, network, Endpoint(network, "10.77.7.11"));
        Assert.False(dns.Answers(two.Id));
        await Eventually.BecomesTrueAsync(async () =>
        {
            await dns.JoinAsync(three, network, Endpoint(network, "10.77.7.12"));
            return dns.Answers(two.Id);
        });
        Assert.NotEqual(pid, Pids().Single());
        Assert.Equal(["10.77.7.11"], await AskAsync(one, "two"));
    }

    [Fact]
    public async Task A_container_that_starts_again_is_answered_in_its_new_namespace()
    {
        var network = Network(6);
        var one = Container('a', "one");
        await JoinAsync(one, network, "10.77.6.10");
        NetworkNamespace.Remove(_options.NetworkNamespacePath(one.Id));
        await JoinAsync(one, network, "10.77.6.11");
        Assert.Equal(["10.77.6.11"], await AskAsync(one, "one"));
    }

    [Fact]
    public async Task What_cannot_be_answered_costs_nobody_else()
    {
        var network = Network(7);
        var (lost, one) = (Container('b', "lost"), Container('a', "one"));
        await _dns.JoinAsync(lost, network, Endpoint(network, "10.77.7.9"));
        await JoinAsync(one, network, "10.77.7.10");
        Assert.False(_dns.Answers(lost.Id));
        Assert.True(_dns.Answers(one.Id));
        Assert.Equal(["10.77.7.9"], await AskAsync(one, "lost"));
    }

    [Fact]
    public async Task Who_joins_as_the_last_one_leaves_is_answered()
    {
        var network = Network(9);
        var one = Container('a', "one");
        for (var i = 0; i < 10; i++)
        {
            await JoinAsync(one, network, "10.77.9.10");
            Assert.True(_dns.Answers(one.Id));
            Assert.Equal(["10.77.9.10"], await AskAsync(one, "one"));
            await _dns.LeaveAsync(one.Id);
        }
    }

    [Fact]
    public async Task Without_a_program_nobody_is_answered_and_nothing_fails()
    {
        var network = Network(8);
        var dns = Daemon(_options with { NameServerProgram = [Path.Combine(_root, "missing")] });
        var one = Container('a', "one");
        await dns.JoinAsync(one, network, Endpoint(network, "10.77.8.10"));
        Assert.False(dns.Answers(one.Id));
    }

    [Fact]
    public async Task The_default_bridge_has_no_names()
    {
        var one = Container('a', "one");
        await _dns.JoinAsync(one, Network(8) with { Name = "bridge" }, Endpoint(Network(8), "10.77.8.10"));
        await _dns.JoinAsync(one, Network(8) with { Driver = "host" }, Endpoint(Network(8), "10.77.8.10"));
        Assert.False(_dns.Answers(one.Id));
        Assert.False(Directory.Exists(Files));
    }

    private static void CopyProgram(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "EngineApi.*").Where(file => Path.GetFileName(file).Split('.')[1] is "NameHost" or "Names" or "Linux"))
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
    }

    private NetworkDns Daemon(EngineOptions? options = null, TimeSpan? timeout = null)
    {
        var server = new NameServerProcess(options ?? _options, _thread, NullLogger<NameServerProcess>.Instance) { Timeout = timeout ?? TimeSpan.FromSeconds(20) };
        _servers.Add(server);
        return new(server, options ?? _options, NullLogger<NetworkDns>.Instance);
    }

    private void EndDaemons()
    {
        foreach (var server in _servers)
            server.Dispose();
        _servers.Clear();
    }

    private async Task JoinAsync(ContainerSnapshot container, NetworkRecord network, string address)
    {
        await MakeNamespaceAsync(container);
        await _dns.JoinAsync(container, network, Endpoint(network, address));
    }

    private async Task MakeNamespaceAsync(ContainerSnapshot container)
    {
        var path = _options.NetworkNamespacePath(container.Id);
        if (!File.Exists(path))
        {
            await NetworkNamespace.CreateAsync(path, () =>
            {
                using var inside = new RouteSocket();
                inside.SetUp(inside.FindLink("lo")!.Index);
            });
            lock (_containers)
                _containers.Add(container.Id);
        }
    }

    private Task<IReadOnlyList<string>?> AskAsync(ContainerSnapshot from, string name) => NameQuestion.AskAsync(_options.NetworkNamespacePath(from.Id), name);

    private static Endpoint Endpoint(NetworkRecord network, string address) => new() { Id = "e", NetworkId = network.Id, Interface = "eth0", IPv4Address = address, IPv4PrefixLength = 24 };

    /// <summary>Of the servers of this directory.</summary>
    private List<int> Pids() => [.. ProcessIds.All().Where(pid =>
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(Files) && PidFd.IsAlive(pid);
        }
        catch (IOException)
        {
            return false; // It has ended meanwhile.
        }
    })];

    private static NetworkRecord Network(int number) => new()
    {
        Id = HexId.Create(), Name = "net" + number, Created = DateTimeOffset.UnixEpoch, Driver = "bridge",
        Ipam = AddressPlan.Of(Subnet.Parse($"10.77.{number}.0/24"), new((UInt128)(0x0A4D0001 + (number << 8)), false)),
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
