using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Networks;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Launch;

public class LinkedContainersTests
{
    private static readonly Dictionary<string, Endpoint> OnBridge = new()
    {
        ["net"] = new() { Id = "e", NetworkId = "net", NetworkName = PredefinedNetworks.Bridge, Interface = "eth0", IPv4Address = "10.0.0.2" },
    };

    private readonly ContainerTable _table = new();

    private IReadOnlyList<(string Address, string Names)> Of(bool mustBeThere, params string[] links) => new LinkedContainers(_table).Of(
        TestContainer.Snapshot("web1", "web").Settings with { HostConfig = new HostConfig { NetworkMode = "bridge", Links = [.. links] } }, OnBridge, mustBeThere);

    private void Add(string name, bool runs) => _table.Add(TestContainer.Create(name + "1", name, container => container with
    {
        Settings = container.Settings with { HostConfig = new HostConfig { NetworkMode = "bridge" } },
        Lifecycle = runs ? container.Lifecycle with { Endpoints = OnBridge } : container.Lifecycle,
    }));

    [Fact]
    public void A_start_needs_all_it_is_linked_to()
    {
        Add("db", runs: false);
        var refused = Assert.Throws<EngineException>(() => Of(true, "db1:database"));
        Assert.Equal((ErrorKind.InvalidParameter, "Cannot link to a non running container: /db AS database"), (refused.Kind, refused.Message));
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<EngineException>(() => Of(true, "gone")).Kind);
    }

    [Fact]
    public void One_that_runs_passes_over_those_that_have_ended_since()
    {
        Add("db", runs: false);
        Add("cache", runs: true);
        Assert.Equal("10.0.0.2", Assert.Single(Of(false, "db1:database", "gone:other", "cache1:memory")).Address);
    }
}
