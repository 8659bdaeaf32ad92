using System.Globalization;
using System.Runtime.InteropServices;

namespace EngineApi.Linux.Memory;

/// <summary>
/// Pages of a file that this process has mapped. A page that was touched once stays in the process's resident set until memory
/// is short, and the kernel maps up to 15 neighbours along with it; what only the start needed can be given back.
/// </summary>
public static partial class MappedFile
{
    private const int DontNeed = 4;

    /// <summary>
    /// Takes the pages of <paramref name="path"/> out of the resident set, as far as they are the same in the file: mappings that
    /// cannot be written and of which no page was ever written. They stay in the page cache, and one that is needed again comes
    /// back by itself.
    /// </summary>
    /// <returns>Bytes that were resident in those mappings.</returns>
    /// <exception cref="LinuxException">madvise(2) failed.</exception>
    public static long Release(string path)
    {
        var released = 0L;
        foreach (var (start, length, resident) in Unchanged(File.ReadLines("/proc/self/smaps"), path))
        {
            if (Advise(start, length, DontNeed) < 0)
                throw LinuxException.FromLastError("madvise", path);
            released += resident;
        }

        return released;
    }

    /// <param name="smaps">Lines of <c>/proc/&lt;pid&gt;/smaps</c> (proc_pid_smaps(5)).</param>
    /// <param name="path">The file, as the kernel names it.</param>
    internal static List<(nuint Start, nuint Length, long Resident)> Unchanged(IEnumerable<string> smaps, string path)
    {
        var found = new List<(nuint, nuint, long)>();
        (nuint Start, nuint Length, long Resident)? mapping = null;
        foreach (var line in smaps)
        {
            // A mapping: 7f..-7f.. r-xp 00001000 fe:00 1234    /path; its facts follow, each with a name and a colon.
            if (line.IndexOf(':', StringComparison.Ordinal) is var colon && line.AsSpan(0, Math.Max(colon, 0)).ContainsAny(' ', '-'))
            {
                mapping = Begin(line, path);
            }
            else if (mapping is { } current)
            {
                if (line.StartsWith("Rss:", StringComparison.Ordinal))
                    mapping = current with { Resident = Kilobytes(line) << 10 };
                else if (line.StartsWith("Anonymous:", StringComparison.Ordinal) && Kilobytes(line) == 0 && current.Resident > 0)
                    found.Add(current);
            }
        }

        return found;
    }

    private static (nuint Start, nuint Length, long Resident)? Begin(string line, string path)
    {
        // Its name may have spaces, and begins after five other fields and padding.
        var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (fields is not [var range, ['r', '-', ..], _, _, _, var name] || name.TrimStart() != path)
            return null;
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        var start = nuint.Parse(range.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var end = nuint.Parse(range.AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (start, end - start, 0);
    }

    private static long Kilobytes(string line)
    {
        var value = line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim();
        return long.Parse(value[..value.IndexOf(' ')], CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nuint start, nuint length, int advice);
}
