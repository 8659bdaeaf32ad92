using System.Text;

namespace EngineApi.Engine.Tar;

/// <summary>GNU's sparse files in pax records: versions 0.0, 0.1, and 1.0, whose map comes before the data.</summary>
internal static class SparseRecords
{
    private const string Prefix = "GNU.sparse.";

    /// <summary>The entry, as a sparse file if the records say so; the reader stands at its data then.</summary>
    public static async ValueTask<TarEntry> ApplyAsync(
        TarEntry entry, PaxRecords records, TarStreamReader reader, CancellationToken cancellationToken)
    {
        var realSize = records.Last(Prefix + "realsize") ?? records.Last(Prefix + "size");
        if (entry.Type != TarType.File || realSize is null)
            return entry;
        var name = records.Last(Prefix + "name") ?? entry.Name;
        var length = Number(realSize);
        if (records.Last(Prefix + "major") is "1")
        {
            var (map, read) = await MapAsync(reader, cancellationToken);
            return entry with { Name = name, Size = entry.Size - read, Sparse = Checked(map, length, entry.Size - read) };
        }

        var numbers = records.Last(Prefix + "map") is { } text
            ? text.Split(',').Select(Number).ToArray()
            : [.. records.All(Prefix + "offset").Zip(records.All(Prefix + "numbytes")).SelectMany(part => new[] { Number(part.First), Number(part.Second) })];
        return entry with { Name = name, Sparse = Checked([.. numbers.Chunk(2).Where(pair => pair.Length == 2).Select(pair => (pair[0], pair[1]))], length, entry.Size) };
    }

    /// <exception cref="TarFormatException">Parts overlap, go backwards, leave the file, or are not what follows.</exception>
    public static SparseMap Checked(IReadOnlyList<(long Offset, long Length)> parts, long length, long size)
    {
        long end = 0, sum = 0;
        foreach (var part in parts)
        {
            if (part.Length < 0 || part.Offset < end || part.Offset > length - part.Length)
                throw TarFormatException.InvalidHeader();
            end = part.Offset + part.Length;
            sum += part.Length;
        }

        return length >= 0 && sum == size ? new SparseMap(parts, length) : throw TarFormatException.InvalidHeader();
    }

    // Decimal numbers, one a line, the first of them how many pairs; filled up to a whole block.
    private static async ValueTask<(List<(long, long)> Map, long Read)> MapAsync(TarStreamReader reader, CancellationToken cancellationToken)
    {
        const int MostBlocks = 4096;
        var text = new StringBuilder();
        var lines = 0L;
        for (var blocks = 1; blocks <= MostBlocks; blocks++)
        {
            for (var left = TarBlock.Size; left > 0;)
            {
                var bytes = await reader.ReadAsync(left, cancellationToken);
                if (bytes.IsEmpty)
                    throw TarFormatException.CutShort();
                left -= bytes.Length;
                lines += bytes.Span.Count((byte)'\n');
                text.Append(Encoding.ASCII.GetString(bytes.Span));
            }

            if (lines == 0)
                throw TarFormatException.InvalidHeader();
            var numbers = text.ToString().Split('\n');
            var count = Number(numbers[0]);
            if (count < 0 || count > int.MaxValue / 2 || lines < 1 + 2 * count)
                continue;
            var map = new List<(long, long)>();
            for (var at = 1; at <= 2 * count; at += 2)
                map.Add((Number(numbers[at]), Number(numbers[at + 1])));
            return (map, (long)blocks * TarBlock.Size);
        }

        throw TarFormatException.TooLong();
    }

    private static long Number(string digits) => PaxRecords.Number(Encoding.ASCII.GetBytes(digits));
}
