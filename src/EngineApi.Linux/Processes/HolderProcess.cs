using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Epoll;

namespace EngineApi.Linux.Processes;

/// <summary>
/// A <see cref="DetachedProcess"/>, sleep(1), that does nothing but keep descriptors open when we are gone.
/// </summary>
public static class HolderProcess
{
    private const int SigKill = 9;

    // 68 years, as not every sleep knows "infinity".
    private static readonly string[] s_commandLine = ["sleep", "2147483647"];

    /// <summary>Starts one and returns its pid; it has the socket as its descriptor 0, and the other descriptor as 1.</summary>
    /// <param name="socket">By which <see cref="Holding"/> finds it.</param>
    /// <param name="other">A descriptor to hold as well.</param>
    /// <param name="owner">For whoever wonders what it is: its only variable, <c>HOLDER_OF</c>.</param>
    /// <exception cref="LinuxException">ENOENT: there is no sleep(1) in PATH; or there is no room for a process.</exception>
    public static int Start(FileDescriptor socket, FileDescriptor other, string owner)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(other);
        // Our own stderr may be a pipe that somebody waits for the end of.
        return DetachedProcess.Start(s_commandLine, ["HOLDER_OF=" + owner], socket, other, other);
    }

    /// <summary>The processes that have that socket as their descriptor 0 and are holders; a look through /proc.</summary>
    public static IEnumerable<int> Holding(ulong socketInode) => ProcessIds.All().Where(pid => Holds(pid, socketInode));

    /// <summary>Ends the process if it is the holder of that socket, and nobody who got its number since. Returns when it has ended.</summary>
    public static async Task EndAsync(int pid, ulong socketInode, Reactor reactor)
    {
        // First the handle, then the look: what the handle is of cannot change any more.
        using var process = PidFd.Find(pid);
        if (process is null || !Holds(pid, socketInode))
            return;
        process.Signal(SigKill);
        await process.ExitedAsync(reactor);
        DetachedProcess.Reap(pid);
    }

    private static bool Holds(int pid, ulong socketInode)
    {
        try
        {
            // In the midst of its execve(2) it has no command line yet.
            return File.ReadAllText($"/proc/{pid}/cmdline") is var line
                && (line.Length == 0 || line == $"{s_commandLine[0]}\0{s_commandLine[1]}\0")
                && new FileInfo($"/proc/{pid}/fd/0").LinkTarget == $"socket:[{socketInode}]";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended, or is somebody else's.
        }
    }
}
