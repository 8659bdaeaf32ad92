using System.Text.Json;

namespace EngineApi.Engine.Containers.Health;

/// <summary>
/// What the probes of a container's run have found, in its directory, for the next daemon. The status is in the container's record, which
/// knows better; a file that is missing, broken or of another run is of no use and does no harm.
/// </summary>
internal static class HealthFile
{
    private const string Name = "health.json";

    /// <exception cref="IOException">The disk is full, or the like.</exception>
    public static async Task SaveAsync(EngineOptions options, ContainerSnapshot container, ContainerHealth health, CancellationToken cancellationToken)
    {
        var path = Path.Combine(options.ContainerDirectory(container.Id), Name);
        var found = new FoundHealth(container.Lifecycle.StartedAt, health.FailingStreak, [.. health.Log]);
        await File.WriteAllBytesAsync(path + ".next", JsonSerializer.SerializeToUtf8Bytes(found, EngineJson.Stored.FoundHealth), cancellationToken);
        File.Move(path + ".next", path, overwrite: true);
    }

    /// <summary>The container with what was found in its run.</summary>
    public static ContainerSnapshot Recall(EngineOptions options, ContainerSnapshot container)
    {
        if (container.Health is not { } health)
            return container;
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(options.ContainerDirectory(container.Id), Name));
            return JsonSerializer.Deserialize(bytes, EngineJson.Stored.FoundHealth) is { Log: { } log } found && found.StartedAt == container.Lifecycle.StartedAt
                ? container with { Health = health with { FailingStreak = found.FailingStreak, Log = [.. log.TakeLast(ContainerHealth.LogLength)] } }
                : container;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return container;
        }
    }
}

/// <summary>The file's content.</summary>
internal sealed record FoundHealth(DateTimeOffset? StartedAt, int FailingStreak, IReadOnlyList<ProbeResult> Log);
