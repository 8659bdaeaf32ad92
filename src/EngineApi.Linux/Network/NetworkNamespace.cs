using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Mounts;

namespace EngineApi.Linux.Network;

/// <summary>
/// Network namespaces that are kept alive by a mount over a file (network_namespaces(7)). What happens inside of one happens on a
/// thread of its own that ends with it: no thread of ours ever goes on in another namespace.
/// </summary>
public static partial class NetworkNamespace
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET
    private const int StackBytes = 256 << 10;

    /// <summary>Makes one, and runs something in it.</summary>
    /// <param name="path">Made as a file, in a directory that exists, and mounted over.</param>
    /// <exception cref="LinuxException">The kernel refuses; neither the file nor the mount is left. EPERM: CAP_SYS_ADMIN is missing.</exception>
    public static Task CreateAsync(string path, Action inside) => OnOwnThread(() =>
    {
        using (FileDescriptor.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive))
        {
        }

        try
        {
            if (Unshare(NewNetwork) < 0)
                throw LinuxException.FromLastError("unshare", "a network namespace");
            MountCalls.Mount(new MountSpec("bind", "/proc/thread-self/ns/net", ["bind"]), path);
            inside();
        }
        catch
        {
            MountCalls.DetachAll(path);
            File.Delete(path);
            throw;
        }

        return true;
    });

    /// <summary>Keeps one alive that somebody else has made.</summary>
    /// <param name="path">As of <see cref="CreateAsync"/>.</param>
    /// <param name="space"><c>/proc/PID/ns/net</c>.</param>
    /// <exception cref="LinuxException">There is no such process (ENOENT), among others; neither the file nor the mount is left.</exception>
    public static void Keep(string path, string space)
    {
        using (FileDescriptor.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive))
        {
        }

        try
        {
            MountCalls.Mount(new MountSpec("bind", space, ["bind"]), path);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Runs something in the namespace that a file stands for.</summary>
    /// <param name="path">As of <see cref="CreateAsync"/>, or <c>/proc/PID/ns/net</c>.</param>
    /// <exception cref="LinuxException">There is no such file (ENOENT), or it is no namespace (EINVAL).</exception>
    public static Task<T> RunAsync<T>(string path, Func<FileDescriptor, T> inside) => OnOwnThread(() =>
    {
        using var space = FileDescriptor.Open(path, OpenFlags.ReadOnly);
        if (Enter(space, NewNetwork) < 0)
            throw LinuxException.FromLastError("setns", path);
        return inside(space);
    });

    /// <summary>Takes the name away; the namespace goes when nothing runs in it any more. Nothing happens if there is none.</summary>
    public static void Remove(string path)
    {
        if (!File.Exists(path))
            return;
        MountCalls.DetachAll(path);
        File.Delete(path);
    }

    private static Task<T> OnOwnThread<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(
            () =>
            {
                try
                {
                    done.SetResult(work());
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            },
            StackBytes)
        { IsBackground = true, Name = "netns" }.Start();
        return done.Task;
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int Enter(FileDescriptor space, int type);
}
