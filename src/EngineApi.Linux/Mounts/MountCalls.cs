using System.Runtime.InteropServices;

namespace EngineApi.Linux.Mounts;

/// <summary>mount(2) and umount2(2).</summary>
public static partial class MountCalls
{
    private const int Detach = 2;
    private const int NoFollow = 8;

    /// <summary>
    /// Mounts one spec on a directory. A read-only bind takes a second call, as the first one ignores the flag, and a
    /// change of propagation another.
    /// </summary>
    /// <exception cref="LinuxException">A call failed; what an earlier one mounted stays.</exception>
    public static void Mount(MountSpec spec, string target)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var options = MountOptions.Parse(spec.Options);
        var isBind = (options.Flags & MountOptions.Bind) != 0;
        if (LongOverlay.IsNeeded(spec.Type, options.Data))
            LongOverlay.Mount(options.Data, data => Call(spec.Source, target, spec.Type, options.Flags, data));
        else
            Call(spec.Source, target, isBind ? "" : spec.Type, options.Flags, options.Data);
        if (isBind && (options.Flags & ~(MountOptions.Bind | MountOptions.Recursive)) != 0)
            Call("", target, "", options.Flags & ~MountOptions.Recursive | MountOptions.Remount, "");
        if (options.Propagation != 0)
            Call("", target, "", options.Propagation, "");
    }

    /// <summary>
    /// Takes all that is mounted on a path off it, topmost first; in order if it is nothing, or there is no such path. A mount lives on
    /// while something holds it open.
    /// </summary>
    /// <exception cref="LinuxException">EPERM, among others: CAP_SYS_ADMIN is missing.</exception>
    public static void DetachAll(string target)
    {
        while (Unmount(target, Detach | NoFollow) == 0)
        {
        }

        // EINVAL: it is no mount point, any more.
        if (Marshal.GetLastPInvokeError() is not (Errno.Invalid or Errno.NoEntry))
            throw LinuxException.FromLastError("umount2", target);
    }

    private static void Call(string source, string target, string type, ulong flags, string data)
    {
        if (Mount(source, target, type, (nuint)flags, data) < 0)
            throw LinuxException.FromLastError("mount", target);
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
