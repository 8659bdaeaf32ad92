using EngineApi.Linux.Descriptors;
using EngineApi.Wire.Logs;
using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// Brings a log and its spools to a consistent state after any crash:
/// 1. a torn last line is cut off (its raw bytes are still in the spool);
/// 2. what each stream has in the log since its spool's base is counted;
/// 3. a rotation that was begun is finished or taken back.
/// </summary>
internal static class LogRecovery
{
    private const int Block = 64 << 10;

    public static (Spool Stdout, Spool Stderr) Run(LogFiles files, int maxFile)
    {
        Directory.CreateDirectory(files.SpoolDirectory);
        files.DropHalfPacked();
        ulong current;
        using (var log = LogFiles.OpenForAppend(File.Exists(files.Next) && !File.Exists(files.Current) ? files.Next : files.Current))
        {
            CutTornLine(log);
            current = FileStatus.Of(log).Inode;
        }

        var spools = new[] { StdStream.Stdout, StdStream.Stderr }.Select(stream => Find(files, stream, current)).ToArray();
        if (FileStatus.Find(files.Next) is { } next)
        {
            if (spools.Any(spool => spool.Name.LogInode == next.Inode))
            {
                foreach (var spool in spools)
                    spool.Rebase(next.Inode, 0);
                files.Shift(maxFile);
            }
            else
            {
                File.Delete(files.Next);
            }
        }

        return (spools[0], spools[1]);
    }

    private static Spool Find(LogFiles files, StdStream stream, ulong current)
    {
        var prefix = SpoolName.Prefix(stream);
        File.Delete(Path.Join(files.SpoolDirectory, prefix + "next"));
        var names = Directory.EnumerateFiles(files.SpoolDirectory, prefix + "*")
            .Select(path => SpoolName.Parse(Path.GetFileName(path))).OfType<SpoolName>().ToList();

        // Two are there when a restart of the spool was cut short; both say the same, and the later one is shorter.
        foreach (var surplus in names.OrderBy(name => name.Logged).ThenByDescending(name => name.LogOffset).Skip(1))
            File.Delete(Path.Join(files.SpoolDirectory, surplus.ToString()));
        var known = names.OrderBy(name => name.Logged).ThenByDescending(name => name.LogOffset).FirstOrDefault();
        if (known is null)
            return Spool.Open(files.SpoolDirectory, new SpoolName(stream, current, FileStatus.Find(files.Current)?.Size ?? 0, 0));
        var spool = Spool.Open(files.SpoolDirectory, known);
        spool.Logged = Math.Min(spool.Size, known.Logged + CountSince(files, known));
        return spool;
    }

    /// <summary>Raw bytes of the stream in the log after the base. None when somebody removed or emptied that file.</summary>
    private static long CountSince(LogFiles files, SpoolName known)
    {
        var total = 0L;
        var found = false;
        List<string> all = [.. files.List(), .. File.Exists(files.Next) ? [files.Next] : Array.Empty<string>()];
        foreach (var path in all)
        {
            using var reader = LogFileReader.Open(path);
            if (!found && reader.Inode != known.LogInode)
                continue;
            if (!found)
                reader.Seek(known.LogOffset);
            found = true;
            while (reader.TryReadLine(out var line))
            {
                if (JsonFileEntry.TryScan(line, out var entry) && entry.Stream == known.Stream)
                    total += JsonFileText.RawLength(entry.Log);
            }
        }

        return total;
    }

    public static void CutTornLine(FileDescriptor log)
    {
        var size = FileStatus.Of(log).Size;
        var block = new byte[Block];
        for (var end = size; end > 0;)
        {
            var begin = Math.Max(0, end - Block);
            var count = log.ReadAt(block.AsSpan(0, (int)(end - begin)), begin);
            var newline = block.AsSpan(0, count).LastIndexOf((byte)'\n');
            if (newline >= 0 || begin == 0)
            {
                var keep = newline >= 0 ? begin + newline + 1 : 0;
                if (keep < size)
                    log.Truncate(keep);
                return;
            }

            end = begin;
        }
    }
}
