namespace EngineApi.Engine.Stdio;

/// <summary>Finds where the last entries of a log begin, by counting newlines from its end.</summary>
internal static class LogTail
{
    private const int Block = 64 << 10;

    /// <summary>
    /// Sets each file of the list (the oldest first) to where the wanted entries begin, dropping files that have none.
    /// A torn last line, which has no newline yet, does not count.
    /// </summary>
    public static void Seek(List<LogFileReader> files, int entries)
    {
        var block = new byte[Block];
        var missing = entries;
        for (var index = files.Count - 1; index >= 0; index--)
        {
            if (missing == 0 && index < files.Count - 1)
            {
                files[index].Dispose();
                files.RemoveAt(index);
                continue;
            }

            files[index].Seek(Find(files[index], block, ref missing));
        }
    }

    // The line begins right after the newline before it, so one more newline than lines has to be found.
    private static long Find(LogFileReader file, byte[] block, ref int missing)
    {
        var seen = 0;
        for (var end = file.Size; end > 0;)
        {
            var begin = Math.Max(0, end - Block);
            var have = block.AsSpan(0, file.ReadAt(block.AsSpan(0, (int)(end - begin)), begin));
            while (have.LastIndexOf((byte)'\n') is >= 0 and var newline)
            {
                if (seen++ == missing)
                {
                    missing = 0;
                    return begin + newline + 1;
                }

                have = have[..newline];
            }

            end = begin;
        }

        missing -= seen;
        return 0;
    }
}
