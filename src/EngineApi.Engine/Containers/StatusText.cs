using EngineApi.Engine.Containers.Health;

namespace EngineApi.Engine.Containers;

/// <summary>The state of a container for people, as <c>docker ps</c> shows it.</summary>
public static class StatusText
{
    public static string Of(ContainerSnapshot container, DateTimeOffset now)
    {
        var life = container.Lifecycle;
        return container.Status switch
        {
            ContainerStatus.Running => $"Up {Since(life.StartedAt)}{HealthOf(container)}",
            ContainerStatus.Paused => $"Up {Since(life.StartedAt)} (Paused)",
            ContainerStatus.Restarting => $"Restarting ({life.ExitCode}) {Since(life.FinishedAt)} ago",
            ContainerStatus.Removing => "Removal In Progress",
            ContainerStatus.Dead => "Dead",
            ContainerStatus.Exited => $"Exited ({life.ExitCode}) {Since(life.FinishedAt)} ago",
            _ => "Created",
        };

        static string HealthOf(ContainerSnapshot container) => container.Health?.Status switch
        {
            null => "",
            HealthStatus.Starting => " (health: starting)",
            var status => $" ({status})",
        };

        string Since(DateTimeOffset? moment) => Human(now - (moment ?? now));
    }

    /// <summary>A span in its largest sensible unit, rounded down: <c>5 seconds</c>, <c>About an hour</c>, <c>3 weeks</c>.</summary>
    public static string Human(TimeSpan span)
    {
        var hours = (int)(span.TotalHours + 0.5);
        return span switch
        {
            { TotalSeconds: < 1 } => "Less than a second",
            { TotalSeconds: < 2 } => "1 second",
            { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} seconds",
            { TotalMinutes: < 2 } => "About a minute",
            { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} minutes",
            _ when hours == 1 => "About an hour",
            _ when hours < 48 => $"{hours} hours",
            _ when hours < 24 * 14 => $"{hours / 24} days",
            _ when hours < 24 * 60 => $"{hours / 24 / 7} weeks",
            _ when hours < 24 * 730 => $"{hours / 24 / 30} months",
            _ => $"{(int)span.TotalHours / 24 / 365} years",
        };
    }
}
