using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Epoll;

namespace EngineApi.Linux.Processes;

/// <summary>
/// A process (sleep(1)) that does nothing but keep descriptors open when we are gone. It has a session of its own, so that a
/// terminal's signals do not reach it, the root as its directory, and nothing else of ours.
/// </summary>
public static partial class HolderProcess
{
    private const int SigKill = 9;
    private const int DoNotWait = 1;
    private const short NewSession = 0x80;

    // The structures are opaque; glibc's are 80 and 336 bytes, musl's alike.
    private const int RoomOfActions = 256;
    private const int RoomOfAttributes = 512;

    // 68 years, as not every sleep knows "infinity".
    private static readonly string?[] s_commandLine = ["sleep", "2147483647", null];

    /// <summary>Starts one and returns its pid; it has the socket as its descriptor 0, and the other descriptor as 1.</summary>
    /// <param name="socket">By which <see cref="Holding"/> finds it.</param>
    /// <param name="other">A descriptor to hold as well.</param>
    /// <param name="owner">For whoever wonders what it is: its only variable, <c>HOLDER_OF</c>.</param>
    /// <exception cref="LinuxException">ENOENT: there is no sleep(1) in PATH; or there is no room for a process.</exception>
    public static unsafe int Start(FileDescriptor socket, FileDescriptor other, string owner)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(other);
        var actions = stackalloc byte[RoomOfActions];
        var attributes = stackalloc byte[RoomOfAttributes];
        Check(InitializeActions(actions), "posix_spawn_file_actions_init");
        Check(InitializeAttributes(attributes), "posix_spawnattr_init");
        try
        {
            Check(AddDuplicate(actions, socket, 0), "posix_spawn_file_actions_adddup2");
            Check(AddDuplicate(actions, other, 1), "posix_spawn_file_actions_adddup2");
            // Our own stderr may be a pipe that somebody waits for the end of; so may what we inherited.
            Check(AddDuplicate(actions, other, 2), "posix_spawn_file_actions_adddup2");
            foreach (var inherited in InheritedDescriptors.All())
                Check(AddClose(actions, inherited), "posix_spawn_file_actions_addclose");
            LeaveDirectory(actions);
            Check(SetFlags(attributes, NewSession), "posix_spawnattr_setflags");
            Check(Spawn(out var pid, s_commandLine[0]!, actions, attributes, s_commandLine, ["HOLDER_OF=" + owner, null]), "posix_spawnp sleep");
            return pid;
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
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
        Reap(pid);
    }

    /// <summary>Forgets a child that has ended (waitpid(2)); nothing happens for what is no child of ours, or has not.</summary>
    public static void Reap(int pid) => _ = WaitForChild(pid, 0, DoNotWait);

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

    // Staying in our directory would keep its file system from being unmounted; nothing worse.
    private static unsafe void LeaveDirectory(byte* actions)
    {
        try
        {
            Check(AddDirectory(actions, "/"), "posix_spawn_file_actions_addchdir_np");
        }
        catch (EntryPointNotFoundException)
        {
            // glibc before 2.29 has no such call.
        }
    }

    private static void Check(int errno, string call)
    {
        if (errno != 0)
            throw new LinuxException(call, null, errno);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int AddDuplicate(byte* actions, FileDescriptor descriptor, int number);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclose")]
    private static unsafe partial int AddClose(byte* actions, int number);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int AddDirectory(byte* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static unsafe partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Spawn(out int pid, string file, byte* actions, byte* attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitForChild(int pid, nint status, int options);
}
