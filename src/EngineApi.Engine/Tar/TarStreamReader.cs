namespace EngineApi.Engine.Tar;

/// <summary>
/// Reads a tar forward, in a fixed amount of memory: ustar, pax and GNU headers, long names, sparse files, binary attributes and names
/// that are not UTF-8, none of which <c>System.Formats.Tar</c> keeps.
/// </summary>
public sealed class TarStreamReader(Stream source)
{
    /// <summary>Of a long name or an extended header; Go reads no longer ones either.</summary>
    private const long LongestExtra = 1 << 20;

    private readonly TarInput _input = new(source);
    private long _left;
    private long _padding;

    /// <summary>The next entry, what is unread of the last one left out; null at the end.</summary>
    /// <exception cref="TarFormatException">It is no tar, or ends too early.</exception>
    public async ValueTask<TarEntry?> NextAsync(CancellationToken cancellationToken)
    {
        string? longName = null, longLink = null;
        PaxRecords? records = null;
        while (true)
        {
            if (await HeaderAsync(cancellationToken) is not { } header)
                return null;
            switch (header.Type)
            {
                case TarType.Extended:
                    records = PaxRecords.Parse(await ExtraAsync(header, cancellationToken));
                    continue;
                case TarType.GnuLongName:
                    longName = TarBlock.Text(await ExtraAsync(header, cancellationToken));
                    continue;
                case TarType.GnuLongLink:
                    longLink = TarBlock.Text(await ExtraAsync(header, cancellationToken));
                    continue;
            }

            if (longName is not null || longLink is not null)
                header = header with { Name = longName ?? header.Name, LinkName = longLink ?? header.LinkName };
            var entry = records?.Apply(header) ?? header;
            if (entry.Type is >= TarType.HardLink and <= TarType.Fifo)
                entry = entry with { Size = 0 };
            Expect(entry.Size);
            return records is null ? entry : await SparseRecords.ApplyAsync(entry, records, this, cancellationToken);
        }
    }

    /// <summary>Some of the entry's bytes; empty when all are read. Valid until the next call.</summary>
    /// <exception cref="TarFormatException">The stream ends too early.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long most, CancellationToken cancellationToken)
    {
        if (_left == 0 || most == 0)
            return default;
        var bytes = await _input.ReadAsync(Math.Min(most, _left), cancellationToken);
        if (bytes.IsEmpty)
            throw TarFormatException.CutShort();
        _left -= bytes.Length;
        return bytes;
    }

    private void Expect(long size) => (_left, _padding) = (size, -size & (TarBlock.Size - 1));

    private async ValueTask<TarEntry?> HeaderAsync(CancellationToken cancellationToken)
    {
        if (await _input.SkipAsync(_left, cancellationToken) < _left)
            throw TarFormatException.CutShort();
        // Archives that end without their padding pass, as everywhere.
        await _input.SkipAsync(_padding, cancellationToken);
        Expect(0);
        if (await _input.ReadBlockAsync(cancellationToken) is not { } block)
            return null;
        if (!TarBlock.IsZero(block.Span))
        {
            var header = TarBlock.Read(block.Span);
            return header.Type == TarType.GnuSparse ? await GnuSparse.ReadAsync(header, block, _input, cancellationToken) : header;
        }

        // Two blocks of zeros are the end.
        return await _input.ReadBlockAsync(cancellationToken) is not { } second || TarBlock.IsZero(second.Span)
            ? null
            : throw TarFormatException.InvalidHeader();
    }

    private async ValueTask<byte[]> ExtraAsync(TarEntry header, CancellationToken cancellationToken)
    {
        if (header.Size > LongestExtra)
            throw TarFormatException.TooLong();
        Expect(header.Size);
        var extra = new byte[header.Size];
        for (var at = 0; at < extra.Length;)
        {
            var bytes = await ReadAsync(extra.Length - at, cancellationToken);
            bytes.CopyTo(extra.AsMemory(at));
            at += bytes.Length;
        }

        return extra;
    }
}
