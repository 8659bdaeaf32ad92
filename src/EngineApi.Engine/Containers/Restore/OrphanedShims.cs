using EngineApi.Linux.Processes;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>Shims of our namespace and our containerd that have no process: whatever of a task lives is a child of its shim.</summary>
/// <remarks>
/// A daemon that is killed takes its calls to containerd along, at whatever point they are. There are two ways for a shim to be left so:
/// 1. The task was being made. containerd calls that off and takes the bundle away, but the shim may have been started already, and waits for
/// ever for somebody who has its address. A shim runs in its bundle's directory (runtime v2, <c>shim start</c>): one whose directory was
/// deleted will never serve a task (<see cref="End"/>).
/// 2. The task was being deleted. The shim has done so, and containerd, which stopped listening, keeps the shim in its table with a task
/// that no list shows (<see cref="Idle"/>).
/// </remarks>
internal static class OrphanedShims
{
    private const int SigKill = 9;
    private const string Program = "containerd-shim-";
    private const string Deleted = " (deleted)";

    /// <summary>Those that have a bundle, by the ids of their tasks; containerd has to say which of them it may still need.</summary>
    /// <param name="containerdNamespace">Ours.</param>
    /// <param name="socket">The path of our containerd's socket, as shims are told it.</param>
    public static IReadOnlyList<string> Idle(string containerdNamespace, string socket) =>
        [.. ProcessIds.All().Select(pid => IdOf(pid, containerdNamespace, socket, abandoned: false)).OfType<string>()];

    /// <summary>Ends those whose bundle is gone.</summary>
    /// <param name="containerdNamespace">Ours.</param>
    /// <param name="socket">The path of our containerd's socket, as shims are told it.</param>
    /// <returns>The ids of the tasks that they were started for.</returns>
    /// <exception cref="IOException">A process cannot be signalled.</exception>
    public static IEnumerable<string> End(string containerdNamespace, string socket)
    {
        foreach (var pid in ProcessIds.All().Where(pid => IdOf(pid, containerdNamespace, socket, abandoned: true) is not null))
        {
            // First the handle, then the look: what the handle is of cannot change any more.
            using var process = PidFd.Find(pid);
            if (process is not null && IdOf(pid, containerdNamespace, socket, abandoned: true) is { } id && process.Signal(SigKill))
                yield return id;
        }
    }

    /// <summary>Ends the shim of one task that has a bundle, but no process any more. containerd notices, and clears the task away.</summary>
    /// <param name="id">The task's.</param>
    /// <param name="containerdNamespace">Ours.</param>
    /// <param name="socket">The path of our containerd's socket, as shims are told it.</param>
    /// <returns>False if there is none: it has ended, or has a process.</returns>
    public static bool EndIdle(string id, string containerdNamespace, string socket)
    {
        var ended = false;
        foreach (var pid in ProcessIds.All().Where(pid => IdOf(pid, containerdNamespace, socket, abandoned: false) == id))
        {
            using var process = PidFd.Find(pid);
            if (process is not null && IdOf(pid, containerdNamespace, socket, abandoned: false) == id)
                ended |= process.Signal(SigKill);
        }

        return ended;
    }

    private static string? IdOf(int pid, string containerdNamespace, string socket, bool abandoned)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            return Path.GetFileName(arguments[0]).StartsWith(Program, StringComparison.Ordinal)
                && After(arguments, "-namespace") == containerdNamespace
                && After(arguments, "-address") == socket
                && File.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)?.FullName.EndsWith(Deleted, StringComparison.Ordinal) == abandoned
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
