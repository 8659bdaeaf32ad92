using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Mounts;

/// <summary>
/// A directory that paths are resolved below as if it were <c>/</c>: no symlink and no <c>..</c> leads out of it
/// (openat2(2), RESOLVE_IN_ROOT).
/// </summary>
public sealed partial class RootDirectory : IDisposable
{
    private const int OpenAt2Number = 437;
    private const ulong ResolveNoMagicLinks = 2;
    private const ulong ResolveBeneath = 8;
    private const ulong ResolveInRoot = 0x10;

    // The kernel gives EAGAIN when a rename raced with ".."; a tree that is renamed all the time must not spin us.
    private const int Attempts = 64;

    private readonly FileDescriptor _root;

    /// <summary>Takes ownership of a descriptor of a directory.</summary>
    public RootDirectory(FileDescriptor root) => _root = root;

    /// <summary>The directory itself, e.g. for <c>/proc/self/fd/N</c>.</summary>
    public FileDescriptor Descriptor => _root;

    public static RootDirectory Open(string path) =>
        new(FileDescriptor.Open(path, OpenFlags.Path | OpenFlags.Directory));

    /// <summary>Opens a path below the root. The mode counts when a file gets created.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public FileDescriptor OpenFile(string path, OpenFlags flags, int mode = 0) =>
        TryOpenFile(path, flags, mode, out var errno) ?? throw new LinuxException("openat2", path, errno);

    /// <summary>Opens a path below the root; null with its errno when that failed.</summary>
    public FileDescriptor? TryOpenFile(string path, OpenFlags flags, int mode, out int errno) => TryOpen(path, flags, mode, ResolveInRoot, out errno);

    /// <summary>As <see cref="TryOpenFile"/>, but what would lead out, an absolute symlink too, is EXDEV (RESOLVE_BENEATH).</summary>
    public FileDescriptor? TryOpenBeneath(string path, OpenFlags flags, out int errno) => TryOpen(path, flags, 0, ResolveBeneath, out errno);

    private unsafe FileDescriptor? TryOpen(string path, OpenFlags flags, int mode, ulong resolve, out int errno)
    {
        var how = stackalloc ulong[3];
        how[0] = (ulong)flags.ToNative();
        how[1] = (ulong)mode;
        how[2] = resolve | ResolveNoMagicLinks;
        var relative = path.AsSpan().TrimStart('/') is { IsEmpty: false } below ? below.ToString() : ".";
        for (var attempt = 1; ; attempt++)
        {
            var opened = OpenAt2(OpenAt2Number, _root, relative, how, 3 * sizeof(ulong));
            if (opened >= 0)
            {
                errno = 0;
                return new FileDescriptor((int)opened);
            }

            errno = Marshal.GetLastPInvokeError();
            if (errno is not (Errno.Again or Errno.Interrupted) || attempt == Attempts)
                return null;
        }
    }

    /// <summary>
    /// The contents of a regular file, e.g. <c>/etc/passwd</c>; null when there is none. Does not wait on a FIFO that
    /// an image puts there.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is longer than <paramref name="mostBytes"/>.</exception>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public byte[]? ReadFile(string path, int mostBytes = 1 << 20)
    {
        using var file = TryOpenFile(path, OpenFlags.ReadOnly | OpenFlags.NonBlocking, 0, out var errno);
        if (file is null)
            return errno is Errno.NoEntry or Errno.NotDirectory ? null : throw new LinuxException("openat2", path, errno);
        var status = FileStatus.Of(file);
        if (status.Type != 0x8000)
            return null;
        if (status.Size > mostBytes)
            throw new InvalidDataException($"{path} has {status.Size} bytes, more than the {mostBytes} that are read");
        var bytes = new byte[status.Size];
        var count = file.ReadAt(bytes, 0);
        return count == bytes.Length ? bytes : bytes[..count];
    }

    public void Dispose() => _root.Dispose();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint OpenAt2(nint number, FileDescriptor directory, string path, ulong* how, nint size);
}
