using System.Globalization;
using EngineApi.Linux.Processes;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>
/// Shims that containerd does not know. When a daemon is killed within milliseconds of asking for a task, containerd calls that off and takes
/// the bundle away, but the shim may have been started already; it waits for ever for somebody who has its address.
/// </summary>
/// <remarks>
/// A shim runs in its bundle's directory (runtime v2, <c>shim start</c>). One of our namespace and our containerd whose directory was
/// deleted, and which has no child, serves no task and never will.
/// </remarks>
internal static class OrphanedShims
{
    private const int SigKill = 9;
    private const string Program = "containerd-shim-";
    private const string Deleted = " (deleted)";

    /// <summary>Ends them.</summary>
    /// <param name="containerdNamespace">Ours.</param>
    /// <param name="socket">The path of our containerd's socket, as shims are told it.</param>
    /// <returns>The ids of the tasks that they were started for.</returns>
    /// <exception cref="IOException">A process cannot be signalled.</exception>
    public static IEnumerable<string> End(string containerdNamespace, string socket)
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                || IdOf(pid, containerdNamespace, socket) is null)
            {
                continue;
            }

            // First the handle, then the look: what the handle is of cannot change any more.
            using var process = PidFd.Find(pid);
            if (process is not null && IdOf(pid, containerdNamespace, socket) is { } id && process.Signal(SigKill))
                yield return id;
        }
    }

    private static string? IdOf(int pid, string containerdNamespace, string socket)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            return Path.GetFileName(arguments[0]).StartsWith(Program, StringComparison.Ordinal)
                && After(arguments, "-namespace") == containerdNamespace
                && After(arguments, "-address") == socket
                && File.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)?.FullName.EndsWith(Deleted, StringComparison.Ordinal) == true
                && !HasChild(pid)
                    ? After(arguments, "-id")
                    : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It ended, or is none of ours.
        }
    }

    private static string? After(string[] arguments, string name)
    {
        var at = Array.IndexOf(arguments, name);
        return at > 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
    }

    private static bool HasChild(int pid) => Directory.EnumerateDirectories($"/proc/{pid}/task")
        .Any(thread => File.ReadAllText(Path.Combine(thread, "children")).Length > 0);
}
