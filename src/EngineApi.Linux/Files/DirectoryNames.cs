using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Files;

/// <summary>getdents64(2).</summary>
internal static partial class DirectoryNames
{
    private const int NameOffset = 19;

    private static readonly nint s_number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 217 : 61;

    /// <summary>All names but <c>.</c> and <c>..</c>, in no order.</summary>
    /// <param name="directory">Open for reading, at its beginning.</param>
    public static unsafe List<string> Read(FileDescriptor directory)
    {
        var names = new List<string>();
        var buffer = GC.AllocateUninitializedArray<byte>(32768);
        fixed (byte* first = buffer)
        {
            while (true)
            {
                var length = GetDents(s_number, directory, first, buffer.Length);
                if (length < 0)
                    throw LinuxException.FromLastError("getdents64");
                if (length == 0)
                    return names;
                for (var at = 0; at < length; at += *(ushort*)(first + at + 16))
                {
                    var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(first + at + NameOffset);
                    if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                        names.Add(FileName.Decode(name));
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial nint GetDents(nint number, FileDescriptor directory, byte* entries, nint size);
}
