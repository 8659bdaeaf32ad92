using EngineApi.Linux;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Engine.Stdio;

/// <summary>The lines of a log over all of its files, in order. The files are held open, so a rotation takes none away.</summary>
internal sealed class LogCursor : IDisposable
{
    private const int Attempts = 64;

    private readonly LogFiles _files;
    private readonly List<LogFileReader> _open;

    public LogCursor(LogFiles files)
    {
        _files = files;
        _open = Open(files, after: null);
    }

    /// <summary>Keeps only the last entries.</summary>
    public void KeepTail(int entries) => LogTail.Seek(_open, entries);

    /// <summary>False: nothing further now, or the end position is reached.</summary>
    public bool TryReadLine(LogPosition? end, out ReadOnlySpan<byte> line)
    {
        line = default;
        while (_open.Count > 0)
        {
            var file = _open[0];
            if (end is { } stop && file.Position >= stop.Offset && file == _open.FindLast(other => other.Inode == stop.Inode))
                return false;
            if (file.TryReadLine(out line))
                return true;
            if (_open.Count == 1)
                return false;
            file.Dispose();
            _open.RemoveAt(0);
        }

        return false;
    }

    /// <summary>Adds the files that a rotation made since; to be called before the next read after a wake-up.</summary>
    public void Advance()
    {
        var last = _open.Count > 0 ? _open[^1] : null;
        if (last is null || FileStatus.Find(_files.Current)?.Inode != last.Inode)
            _open.AddRange(Open(_files, last));
    }

    public void Dispose()
    {
        foreach (var file in _open)
            file.Dispose();
    }

    /// <summary>The files newer than a given one, the oldest first; all when that one is gone or none is given.</summary>
    private static List<LogFileReader> Open(LogFiles files, LogFileReader? after)
    {
        for (var attempt = 1; ; attempt++)
        {
            var newest = FileStatus.Find(files.Current)?.Inode;
            var opened = OpenOnce(files, after, out var met);
            // After two rotations meanwhile a newer file would come where an older one is looked for, and so before its elder.
            var isSteady = FileStatus.Find(files.Current)?.Inode == newest;
            if ((isSteady && (met || after is null)) || attempt == Attempts)
                return opened;
            opened.ForEach(file => file.Dispose());
        }
    }

    /// <summary>
    /// Goes from the newest to the oldest. A rotation meanwhile moves files the same way, so that one may be met twice
    /// or leave a gap of one name, but none can be passed by.
    /// </summary>
    private static List<LogFileReader> OpenOnce(LogFiles files, LogFileReader? after, out bool met)
    {
        var opened = new List<LogFileReader>();
        met = false;
        for (int age = 0, gap = 0; gap < 2 && !met; age++)
        {
            if ((age == 0 ? TryOpen(files.Current) : TryOpen(files.Rotated(age)) ?? TryOpenPacked(files, age)) is not { } file)
            {
                gap++;
                continue;
            }

            gap = 0;
            met = after is not null && file.IsSameAs(after);
            if (met || opened.Exists(file.IsSameAs))
                file.Dispose();
            else
                opened.Insert(0, file);
        }

        return opened;
    }

    private static LogFileReader? TryOpen(string path) => TryOpenFile(path) is { } file ? new LogFileReader(file, 0) : null;

    // Packing puts this one there before it takes the other away.
    private static LogFileReader? TryOpenPacked(LogFiles files, int age) =>
        TryOpenFile(files.Packed(age)) is { } file ? LogFileReader.OfPacked(file, files.Directory) : null;

    private static FileDescriptor? TryOpenFile(string path)
    {
        var file = FileDescriptor.TryOpen(path, OpenFlags.ReadOnly, 0, out var errno);
        return file is null && errno != Errno.NoEntry ? throw new LinuxException("open", path, errno) : file;
    }
}
