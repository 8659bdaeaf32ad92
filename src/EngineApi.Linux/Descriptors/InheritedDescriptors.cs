using System.Globalization;
using System.Runtime.InteropServices;

namespace EngineApi.Linux.Descriptors;

/// <summary>What a child would get of us beside its stdio. Ours are all close-on-exec; those that we were started with need not be.</summary>
internal static partial class InheritedDescriptors
{
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1;

    /// <summary>The numbers over 2 of open descriptors that are not close-on-exec.</summary>
    public static IReadOnlyList<int> All() => [.. Directory.GetFileSystemEntries("/proc/self/fd")
        .Select(static path => int.Parse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture))
        .Where(static number => number > 2 && Control(number, GetFlags) is var flags and >= 0 && (flags & CloseOnExec) == 0)];

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);
}
