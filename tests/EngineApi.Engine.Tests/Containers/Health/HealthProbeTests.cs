using EngineApi.Engine.Containers.Health;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Health;

public sealed class HealthProbeTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData]
    [InlineData("NONE")]
    [InlineData("CMD")]
    [InlineData("CMD-SHELL")]
    public void Without_a_command_there_is_no_probe(params string[] test) =>
        Assert.Null(HealthProbe.Of(new ContainerConfig { Healthcheck = new HealthConfig { Test = [.. test] } }));

    [Fact]
    public void A_command_runs_as_it_is_or_in_the_configured_shell()
    {
        Assert.Equal(["curl", "-f", "x"], HealthProbe.Of(With("CMD", "curl", "-f", "x"))!.Command);
        Assert.Equal(["/bin/sh", "-c", "a | b"], HealthProbe.Of(With("CMD-SHELL", "a | b"))!.Command);
        var config = With("CMD-SHELL", "a | b");
        config.Shell = ["/bin/bash", "-o", "pipefail", "-c"];
        Assert.Equal(["/bin/bash", "-o", "pipefail", "-c", "a | b"], HealthProbe.Of(config)!.Command);
    }

    [Fact]
    public void What_is_not_given_is_Dockers_default()
    {
        var probe = HealthProbe.Of(With("CMD", "true"))!;
        Assert.Equal((30, 30, 0, 5, 3), (probe.Interval.TotalSeconds, probe.Timeout.TotalSeconds, probe.StartPeriod.TotalSeconds, probe.StartInterval.TotalSeconds, probe.Retries));
    }

    [Fact]
    public void In_the_start_period_it_is_probed_more_often_until_it_was_healthy_once()
    {
        var config = With("CMD", "true");
        (config.Healthcheck!.Interval, config.Healthcheck.StartPeriod, config.Healthcheck.StartInterval) = (20 * Second, 60 * Second, 2 * Second);
        var probe = HealthProbe.Of(config)!;
        Assert.Equal(2, probe.Pause(ContainerHealth.Starting, TimeSpan.FromSeconds(59)).TotalSeconds);
        Assert.Equal(20, probe.Pause(ContainerHealth.Starting, TimeSpan.FromSeconds(60)).TotalSeconds);
        Assert.Equal(20, probe.Pause(ContainerHealth.Starting with { Status = HealthStatus.Healthy }, TimeSpan.FromSeconds(5)).TotalSeconds);
    }

    private static ContainerConfig With(params string[] test) => new() { Healthcheck = new HealthConfig { Test = [.. test] } };
}
