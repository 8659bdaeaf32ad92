namespace EngineApi.Engine.Tar;

/// <summary>GNU's older sparse files: the map is in the header, and in as many blocks behind it as it takes.</summary>
internal static class GnuSparse
{
    private const int PartSize = 24;
    private const int MostParts = 1 << 20;

    public static async ValueTask<TarEntry> ReadAsync(
        TarEntry header, ReadOnlyMemory<byte> block, TarInput input, CancellationToken cancellationToken)
    {
        var parts = new List<(long, long)>();
        var length = TarBlock.Number(block.Span[483..495]);
        AddParts(parts, block.Span[386..482]);
        for (var more = block.Span[482] != 0; more;)
        {
            if (parts.Count > MostParts)
                throw TarFormatException.TooLong();
            var next = await input.ReadBlockAsync(cancellationToken) ?? throw TarFormatException.CutShort();
            AddParts(parts, next.Span[..504]);
            more = next.Span[504] != 0;
        }

        return header with { Type = TarType.File, Sparse = SparseRecords.Checked(parts, length, header.Size) };
    }

    private static void AddParts(List<(long, long)> parts, ReadOnlySpan<byte> fields)
    {
        for (; fields.Length >= PartSize && fields[0] != 0; fields = fields[PartSize..])
            parts.Add((TarBlock.Number(fields[..12]), TarBlock.Number(fields[12..24])));
    }
}
