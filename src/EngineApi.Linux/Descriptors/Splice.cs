using System.Runtime.InteropServices;

namespace EngineApi.Linux.Descriptors;

/// <summary>splice(2): moves bytes from a pipe into a file without a copy in user space.</summary>
public static partial class Splice
{
    private const uint NonBlock = 2;

    /// <summary>
    /// Consumes up to <paramref name="most"/> bytes of a pipe and puts them at an offset of a file in one call, so a
    /// process that is killed has done both or neither. The file must not be open with O_APPEND.
    /// </summary>
    /// <returns>False: the pipe is empty now. True with zero bytes: it has no writer left.</returns>
    /// <exception cref="LinuxException">ENOSPC among others.</exception>
    public static unsafe bool TryMove(FileDescriptor pipe, FileDescriptor file, long offset, int most, out int count) =>
        FileDescriptor.Finish("splice", Move(pipe, null, file, &offset, most, NonBlock), out count);

    [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
    private static unsafe partial nint Move(
        FileDescriptor from, long* fromOffset, FileDescriptor to, long* toOffset, nint length, uint flags);
}
