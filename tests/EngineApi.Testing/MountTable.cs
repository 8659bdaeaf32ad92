using EngineApi.Linux.Mounts;

namespace EngineApi.Testing;

/// <summary>The mounts of this mount namespace (proc_pid_mountinfo(5)).</summary>
public static class MountTable
{
    /// <summary>Mount points at or below a directory, the deepest last.</summary>
    public static IReadOnlyList<string> Under(string directory)
        => [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4])
            .Where(point => point == directory || point.StartsWith(directory + "/", StringComparison.Ordinal))];

    /// <summary>Takes every mount at or below a directory off the tree.</summary>
    public static void DetachAllUnder(string directory)
    {
        foreach (var point in Under(directory).Reverse())
        {
            MountCalls.DetachAll(point);
        }
    }
}
