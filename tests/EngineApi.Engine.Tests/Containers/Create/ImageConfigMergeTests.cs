using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Tests.Containers.Spec;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Json;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Create;

public class ImageConfigMergeTests
{
    private static ContainerConfig Merge(ContainerConfig config, ContainerConfig? image = null)
    {
        ImageConfigMerge.Apply(config, image ?? new ContainerConfig { Entrypoint = ["/entry"], Cmd = ["serve"] });
        return config;
    }

    [Fact]
    public void A_request_without_a_command_runs_the_images()
    {
        var merged = Merge(new ContainerConfig());
        Assert.Equal(["/entry"], merged.Entrypoint);
        Assert.Equal(["serve"], merged.Cmd);
    }

    [Fact]
    public void A_command_takes_the_place_of_the_images()
    {
        var merged = Merge(new ContainerConfig { Cmd = ["x"] });
        Assert.Equal(["/entry"], merged.Entrypoint);
        Assert.Equal(["x"], merged.Cmd);
    }

    [Fact]
    public void An_entrypoint_resets_the_images_command()
    {
        var merged = Merge(new ContainerConfig { Entrypoint = ["/mine"] });
        Assert.Equal(["/mine"], merged.Entrypoint);
        Assert.Null(merged.Cmd);
    }

    [Fact]
    public void An_empty_entrypoint_resets_the_images()
    {
        var merged = Merge(new ContainerConfig { Entrypoint = [""], Cmd = ["x"] });
        Assert.Null(merged.Entrypoint);
        Assert.Equal(["x"], merged.Cmd);
    }

    [Fact]
    public void Nothing_to_run_is_refused() =>
        Assert.Equal("no command specified", Given.Refusal(() => Merge(new ContainerConfig(), new ContainerConfig())));

    [Fact]
    public void Variables_of_the_request_come_first_and_win() => Assert.Equal(
        ["A=1", "B", "PATH=/bin"],
        Merge(new ContainerConfig { Cmd = ["x"], Env = ["A=1", "B"] }, new ContainerConfig { Env = ["A=2", "B=2", "PATH=/bin"] }).Env);

    [Fact]
    public void Sets_are_joined()
    {
        var merged = Merge(
            new ContainerConfig { Cmd = ["x"], Labels = new() { ["a"] = "1" }, ExposedPorts = new() { ["80/tcp"] = default(EmptyObject) } },
            new ContainerConfig { Labels = new() { ["a"] = "2", ["b"] = "2" }, ExposedPorts = new() { ["443/tcp"] = default(EmptyObject) } });
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, merged.Labels);
        Assert.Equal(["443/tcp", "80/tcp"], merged.ExposedPorts!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_health_check_takes_what_it_leaves_open_from_the_image()
    {
        var merged = Merge(
            new ContainerConfig { Cmd = ["x"], Healthcheck = new HealthConfig { Interval = 5_000_000 } },
            new ContainerConfig { Healthcheck = new HealthConfig { Test = ["CMD", "true"], Interval = 9_000_000, Retries = 4 } });
        Assert.Equal((5_000_000, 4), (merged.Healthcheck!.Interval, merged.Healthcheck.Retries));
        Assert.Equal(["CMD", "true"], merged.Healthcheck.Test);
    }
}
