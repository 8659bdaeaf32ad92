using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Epoll;

namespace EngineApi.Linux.Processes;

/// <summary>
/// A process that goes on when we end (posix_spawn(3)). It has a session of its own, so that a terminal's signals do not reach it, the root
/// as its directory, and no descriptor but its first three.
/// </summary>
public static partial class DetachedProcess
{
    private const int DoNotWait = 1;
    private const short NewSession = 0x80;

    // The structures are opaque; glibc's are 80 and 336 bytes, musl's alike.
    private const int RoomOfActions = 256;
    private const int RoomOfAttributes = 512;

    /// <summary>Starts one and returns its pid.</summary>
    /// <param name="commandLine">The first is looked for in PATH if it has no slash.</param>
    /// <param name="environment">All of it: <c>NAME=value</c>.</param>
    /// <param name="input">Its descriptor 0; the others are 1 and 2. They stay ours, too.</param>
    /// <exception cref="LinuxException">ENOENT: there is no such program; or there is no room for a process.</exception>
    public static unsafe int Start(IReadOnlyList<string> commandLine, IReadOnlyList<string> environment, SafeHandle input, SafeHandle output, SafeHandle error)
    {
        var actions = stackalloc byte[RoomOfActions];
        var attributes = stackalloc byte[RoomOfAttributes];
        Check(InitializeActions(actions), "posix_spawn_file_actions_init");
        Check(InitializeAttributes(attributes), "posix_spawnattr_init");
        try
        {
            Check(AddDuplicate(actions, input, 0), "posix_spawn_file_actions_adddup2");
            Check(AddDuplicate(actions, output, 1), "posix_spawn_file_actions_adddup2");
            Check(AddDuplicate(actions, error, 2), "posix_spawn_file_actions_adddup2");
            foreach (var inherited in InheritedDescriptors.All())
                Check(AddClose(actions, inherited), "posix_spawn_file_actions_addclose");
            LeaveDirectory(actions);
            Check(SetFlags(attributes, NewSession), "posix_spawnattr_setflags");
            Check(Spawn(out var pid, commandLine[0], actions, attributes, [.. commandLine, null], [.. environment, null]), "posix_spawnp " + commandLine[0]);
            return pid;
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    /// <summary>Returns when the process has ended, and been waited for if it is a child of ours; at once if there is none.</summary>
    public static async Task ExitedAsync(int pid, Reactor reactor)
    {
        using (var process = PidFd.Find(pid))
        {
            if (process is not null)
                await process.ExitedAsync(reactor);
        }

        Reap(pid);
    }

    /// <summary>Forgets a child that has ended (waitpid(2)); nothing happens for what is no child of ours, or has not.</summary>
    public static void Reap(int pid) => _ = WaitForChild(pid, 0, DoNotWait);

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
    private static unsafe partial int AddDuplicate(byte* actions, SafeHandle descriptor, int number);

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
