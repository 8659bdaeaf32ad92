using EngineApi.Engine.Networks;
using EngineApi.Engine.Networks.Addresses;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EngineApi.Engine.Tests.Networks;

public sealed class NetworkTableTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("networks").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_predefined_networks_are_there_and_stay_the_same()
    {
        var first = Open("10.99.0.1/24").All;
        Assert.Equal(["bridge", "host", "none"], first.Select(network => network.Name).Order());
        Assert.Equal(["bridge", "host", "null"], first.OrderBy(network => network.Name).Select(network => network.Driver));
        Assert.Equal(first.Select(network => network.Id).Order(), Open("10.99.0.1/24").All.Select(network => network.Id).Order());
    }

    [Fact]
    public void The_default_bridge_has_the_subnet_that_it_is_told()
    {
        var old = Open("10.99.0.1/24").Find("bridge");
        Assert.Equal(("10.99.0.0/24", "10.99.0.1"), (old.Ipam.Config![0].Subnet, old.Ipam.Config[0].Gateway));
        var next = Open("10.98.0.5/16").Find("bridge");
        Assert.Equal((old.Id, "10.98.0.0/16", "10.98.0.5"), (next.Id, next.Ipam.Config![0].Subnet, next.Ipam.Config[0].Gateway));
        // Without the option it stays as it is.
        Assert.Equal("10.98.0.0/16", Open(null).Find("bridge").Ipam.Config![0].Subnet);
    }

    [Fact]
    public void Without_being_told_it_chooses_one_that_is_free()
    {
        var bridge = Open(null).Find("bridge");
        var subnet = Assert.Single(AddressPlan.SubnetsOf(bridge));
        Assert.DoesNotContain(HostRoutes.Read(), route => route.Overlaps(subnet));
        Assert.Equal("1500", bridge.Options["com.docker.network.driver.mtu"]);
        Assert.NotEqual("docker0", bridge.Options["com.docker.network.bridge.name"]);
    }

    [Fact]
    public async Task Networks_are_found_by_id_name_and_prefix()
    {
        var table = Open("10.99.0.1/24");
        // Those of the predefined networks are made by chance.
        var one = Network("one", "abcdef01" + new string('a', 56));
        var two = Network("two", "abcdef01" + new string('b', 56));
        await AddAsync(table, one);
        await AddAsync(table, two);
        Assert.Equal(one.Id, table.Find(one.Id).Id);
        Assert.Equal(one.Id, table.Find("one").Id);
        Assert.Equal(two.Id, table.Find("abcdef01b").Id);
        var ambiguous = Assert.Throws<EngineException>(() => table.Find("abcdef01"));
        Assert.Equal((ErrorKind.InvalidParameter, "network abcdef01 is ambiguous (2 matches found based on ID prefix)"), (ambiguous.Kind, ambiguous.Message));
        var missing = Assert.Throws<EngineException>(() => table.Find("three"));
        Assert.Equal((ErrorKind.NotFound, "network three not found"), (missing.Kind, missing.Message));
    }

    [Fact]
    public async Task What_was_added_is_there_after_a_restart_with_all_it_has()
    {
        var added = Network("one", new string('a', 64)) with
        {
            EnableIPv6 = true, Internal = true, Attachable = true, HasGivenSubnets = true,
            Labels = new Dictionary<string, string> { ["k"] = "v" }, Options = new Dictionary<string, string> { ["o"] = "p" },
        };
        await AddAsync(Open("10.99.0.1/24"), added);
        var table = Open("10.99.0.1/24");
        var found = table.Find("one");
        Assert.Equal((true, true, true, true, true), (found.EnableIPv4, found.EnableIPv6, found.Internal, found.Attachable, found.HasGivenSubnets));
        Assert.Equal(("v", "p", added.Created), (found.Labels["k"], found.Options["o"], found.Created));
        Assert.Equal("10.1.0.0/24", found.Ipam.Config![0].Subnet);
        Assert.Equal(ErrorKind.Conflict, (await Assert.ThrowsAsync<EngineException>(() => AddAsync(table, Network("one", new string('c', 64))))).Kind);
        table.Remove(found);
        Assert.Null(Open("10.99.0.1/24").FindOrNull("one"));
    }

    [Fact]
    public async Task What_cannot_be_read_hides_nobody()
    {
        await AddAsync(Open("10.99.0.1/24"), Network("one", new string('a', 64)));
        File.WriteAllText(Path.Combine(_root, "networks", new string('d', 64) + ".json"), "{");
        File.WriteAllText(Path.Combine(_root, "networks", "unfinished.json.new"), "{");
        Assert.Equal(4, Open("10.99.0.1/24").All.Count);
        Assert.Empty(Directory.GetFiles(_root, "*.new", SearchOption.AllDirectories));
    }

    private NetworkTable Open(string? bip)
    {
        var options = new EngineOptions { DataRoot = _root, Bip = bip };
        var predefined = new PredefinedNetworks(
            options, new DefaultPools([], Subnet.Parse("fd00::/48")), TimeProvider.System, NullLogger<PredefinedNetworks>.Instance);
        var table = new NetworkTable(new NetworkFiles(options, NullLogger<NetworkFiles>.Instance), predefined, NullLogger<NetworkTable>.Instance);
        table.Load();
        return table;
    }

    [Fact]
    public async Task What_cannot_be_made_is_nowhere()
    {
        var table = Open("10.99.0.1/24");
        var refused = new EngineException(ErrorKind.System, "no");
        Assert.Same(refused, await Assert.ThrowsAsync<EngineException>(() => table.AddAsync(Network("one", new string('a', 64)), () => throw refused)));
        Assert.Null(table.FindOrNull("one"));
        Assert.Null(Open("10.99.0.1/24").FindOrNull("one"));
    }

    private static Task AddAsync(NetworkTable table, NetworkRecord network) => table.AddAsync(network, () => Task.CompletedTask);

    private static NetworkRecord Network(string name, string id) => new()
    {
        Id = id, Name = name, Created = DateTimeOffset.UtcNow, Driver = "bridge", Ipam = AddressPlan.Of(Subnet.Parse("10.1.0.0/24"), new(0x0A010001, false)),
    };
}
