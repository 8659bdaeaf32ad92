using System.Globalization;
using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// The base of a spool, which is its file name and so changes atomically with rename(2): when the log file with that
/// inode was <paramref name="LogOffset"/> bytes long, the first <paramref name="Logged"/> bytes of the spool were in the log.
/// </summary>
internal sealed record SpoolName(StdStream Stream, ulong LogInode, long LogOffset, long Logged)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix(Stream)}{LogInode}-{LogOffset}-{Logged}");

    public static string Prefix(StdStream stream) => stream == StdStream.Stderr ? "stderr-" : "stdout-";

    /// <summary>Null for a name of another form.</summary>
    public static SpoolName? Parse(string name)
    {
        var parts = name.Split('-');
        return parts.Length == 4 && (parts[0] is "stdout" or "stderr")
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var logged)
            ? new SpoolName(parts[0] == "stderr" ? StdStream.Stderr : StdStream.Stdout, inode, offset, logged)
            : null;
    }
}
