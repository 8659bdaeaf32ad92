using EngineApi.Engine.Containers.Health;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Health;

public sealed class ContainerHealthTests
{
    private static readonly DateTimeOffset Started = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly HealthProbe Probe = new() { Command = ["true"], Retries = 2, StartPeriod = TimeSpan.FromSeconds(10) };

    [Fact]
    public void Becomes_unhealthy_after_its_retries_and_healthy_at_once()
    {
        var health = After(ContainerHealth.Starting, 20, 1);
        Assert.Equal((HealthStatus.Starting, 1), (health.Status, health.FailingStreak));
        health = After(health, 21, -1);
        Assert.Equal((HealthStatus.Unhealthy, 2), (health.Status, health.FailingStreak));
        health = After(health, 22, 0);
        Assert.Equal((HealthStatus.Healthy, 0), (health.Status, health.FailingStreak));
        Assert.Equal((HealthStatus.Healthy, 1), (After(health, 23, 1).Status, After(health, 23, 1).FailingStreak));
    }

    [Fact]
    public void Failures_in_the_start_period_do_not_count_until_it_was_healthy_once()
    {
        var health = After(After(After(ContainerHealth.Starting, 1, 1), 2, 1), 9, 1);
        Assert.Equal((HealthStatus.Starting, 0, 3), (health.Status, health.FailingStreak, health.Log.Length));
        Assert.Equal(1, After(After(health, 3, 0), 4, 1).FailingStreak);
        Assert.Equal(1, After(health, 10, 1).FailingStreak);
    }

    [Fact]
    public void The_last_five_are_kept()
    {
        var health = Enumerable.Range(0, 7).Aggregate(ContainerHealth.Starting, (health, n) => After(health, n, 100 + n));
        Assert.Equal([102, 103, 104, 105, 106], health.Log.Select(probe => probe.ExitCode));
    }

    private static ContainerHealth After(ContainerHealth health, int second, int exitCode) =>
        health.After(new ProbeResult(Started.AddSeconds(second), Started.AddSeconds(second), exitCode, ""), Probe, Started);
}
