using System.Globalization;
using System.Text;

namespace EngineApi.Linux.Mounts;

/// <summary>One line of proc(5)'s mountinfo; paths are unescaped, options are split at commas.</summary>
public sealed record MountEntry(
    int Id,
    int ParentId,
    string Device,
    string Root,
    string MountPoint,
    IReadOnlyList<string> Options,
    IReadOnlyList<string> Propagation,
    string Type,
    string Source,
    IReadOnlyList<string> SuperOptions)
{
    public static IReadOnlyList<MountEntry> ReadAll() => ParseAll(File.ReadAllText("/proc/self/mountinfo"));

    public static IReadOnlyList<MountEntry> ParseAll(string mountInfo) =>
        [.. mountInfo.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <exception cref="FormatException">The line is not one of mountinfo.</exception>
    public static MountEntry Parse(string line)
    {
        var fields = line.Split(' ');
        var separator = Array.IndexOf(fields, "-", startIndex: Math.Min(6, fields.Length));
        if (separator < 0 || fields.Length < separator + 4)
            throw new FormatException($"not a line of mountinfo: {line}");
        return new MountEntry(
            int.Parse(fields[0], CultureInfo.InvariantCulture),
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            fields[2],
            Unescape(fields[3]),
            Unescape(fields[4]),
            fields[5].Split(','),
            fields[6..separator],
            fields[separator + 1],
            Unescape(fields[separator + 2]),
            fields[separator + 3].Split(','));
    }

    // Space, tab, newline and backslash are written as three octal digits, byte by byte.
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
            return field;
        var bytes = Encoding.UTF8.GetBytes(field);
        var length = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            var escaped = bytes[at] == '\\' && at + 3 < bytes.Length;
            bytes[length++] = escaped ? (byte)((bytes[at + 1] - '0') * 64 + (bytes[at + 2] - '0') * 8 + bytes[at + 3] - '0') : bytes[at];
            at += escaped ? 3 : 0;
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
