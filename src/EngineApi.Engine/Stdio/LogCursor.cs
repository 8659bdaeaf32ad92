using EngineApi.Linux;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Engine.Stdio;

/// <summary>The lines of a log over all of its files, in order. The files are held open, so a rotation takes none away.</summary>
internal sealed class LogCursor : IDisposable
{
    private const int Attempts = 16;

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
            if (end is { } stop && file.Inode == stop.Inode && file.Position >= stop.Offset)
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
            _open.AddRange(Open(_files, last?.Inode));
    }

    public void Dispose()
    {
        foreach (var file in _open)
            file.Dispose();
    }

    /// <summary>Opens all files, or those that are newer than a given one; all again when that one is gone by now.</summary>
    private static List<LogFileReader> Open(LogFiles files, ulong? after)
    {
        for (var attempt = 1; ; attempt++)
        {
            var opened = new List<LogFileReader>();
            try
            {
                foreach (var path in files.List())
                    opened.Add(LogFileReader.Open(path));
                if (opened.Count == 0 || FileStatus.Find(files.Current)?.Inode == opened[^1].Inode || attempt == Attempts)
                    return Newer(opened, after);
            }
            catch (LinuxException gone) when (gone.ErrorNumber == Errno.NoEntry && attempt < Attempts)
            {
                // A rotation renamed it between listing and opening.
            }

            opened.ForEach(file => file.Dispose());
        }
    }

    private static List<LogFileReader> Newer(List<LogFileReader> opened, ulong? after)
    {
        var known = opened.FindIndex(file => file.Inode == after);
        foreach (var old in opened.Take(known + 1))
            old.Dispose();
        return opened[(known + 1)..];
    }
}
