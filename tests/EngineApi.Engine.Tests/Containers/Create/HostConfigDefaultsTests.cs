using System.Text.Json;
using System.Text.Json.Nodes;
using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Tests.Containers.Spec;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Create;

public class HostConfigDefaultsTests
{
    private static HostConfig Filled(HostConfig hostConfig, HostFacts? host = null)
    {
        HostConfigRules.Apply(Given.Config(config => config.Hostname = ""), hostConfig, host ?? Given.Host, new EngineOptions());
        return hostConfig;
    }

    [Fact]
    public void What_was_not_asked_is_shown_as_dockerd_shows_it()
    {
        var recorded = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "golden", "inspect-created.txt"))[^1];
        var expected = JsonNode.Parse(recorded)!["HostConfig"]!;
        var hostConfig = Filled(new HostConfig { Memory = 64 << 20, PortBindings = new() { ["80/tcp"] = [new PortBinding()] } });
        var actual = JsonNode.Parse(JsonSerializer.Serialize(hostConfig, WireJson.Default.HostConfig));
        Assert.Equal(expected.ToJsonString(), actual!.ToJsonString());
    }

    [Fact]
    public void On_cgroup_v2_the_cgroup_namespace_is_private_and_the_oom_killer_cannot_be_off()
    {
        var filled = Filled(new HostConfig(), Given.Host with { Cgroup = Given.Host.Cgroup with { Version = 2, OomKillDisable = false } });
        Assert.Equal("private", filled.CgroupnsMode);
        Assert.Null(filled.OomKillDisable);
    }

    [Fact]
    public void Privileged_masks_nothing_and_has_no_label()
    {
        var filled = Filled(new HostConfig { Privileged = true, MaskedPaths = ["/x"] });
        Assert.Null(filled.MaskedPaths);
        Assert.Null(filled.ReadonlyPaths);
        Assert.Equal(["label=disable"], filled.SecurityOpt);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    public void No_limit_of_pids_is_null(long asked) => Assert.Null(Filled(new HostConfig { PidsLimit = asked }).PidsLimit);

    [Fact]
    public void The_daemons_log_options_fill_what_the_request_leaves_open()
    {
        var hostConfig = new HostConfig { LogConfig = new LogConfig { Config = new() { ["max-file"] = "2" } } };
        var options = new EngineOptions { LogOpts = new Dictionary<string, string> { ["max-file"] = "9", ["max-size"] = "1m" } };
        HostConfigRules.Apply(Given.Config(config => config.Hostname = ""), hostConfig, Given.Host, options);
        Assert.Equal("json-file", hostConfig.LogConfig.Type);
        Assert.Equal("2", hostConfig.LogConfig.Config["max-file"]);
        Assert.Equal("1m", hostConfig.LogConfig.Config["max-size"]);
    }
}
