namespace EngineApi.Linux.Cgroups;

/// <summary>The cgroups of one process: <c>/proc/PID/cgroup</c>, per cgroups(7).</summary>
public sealed class ProcessCgroups
{
    private readonly Dictionary<string, string> _byController = new(StringComparer.Ordinal);

    private ProcessCgroups(string lines)
    {
        // hierarchy-ID:controller-list:cgroup-path
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(':', 3);
            if (parts.Length < 3)
                continue;
            if (parts[1].Length == 0)
                Unified = parts[2];
            foreach (var controller in parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries))
                _byController.TryAdd(controller, parts[2]);
        }
    }

    /// <summary>Its cgroup in the version 2 tree; null when there is none.</summary>
    public string? Unified { get; }

    /// <summary>Null when the process is not there.</summary>
    /// <param name="proc">Where proc(5) is mounted.</param>
    public static ProcessCgroups? TryRead(int pid, string proc = "/proc") =>
        KernelFile.TryRead(Path.Join(proc, pid.ToString(System.Globalization.CultureInfo.InvariantCulture), "cgroup")) is { Length: > 0 } text ? new(text) : null;

    /// <summary>Its cgroup of a version 1 controller; null when that is not mounted.</summary>
    public string? PathOf(string controller) => _byController.GetValueOrDefault(controller);

    /// <summary>
    /// The part of a cgroup's path up to the component that contains a word. A process may have been put into a child of the
    /// cgroup that was made for its container, as an init system in a container does.
    /// </summary>
    /// <returns>Null when no component contains it.</returns>
    public static string? UpTo(string? path, string word)
    {
        var at = path?.IndexOf(word, StringComparison.Ordinal) ?? -1;
        if (at < 0)
            return null;
        var end = path!.IndexOf('/', at);
        return end < 0 ? path : path[..end];
    }
}
