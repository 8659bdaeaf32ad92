using System.Globalization;
using System.IO.Pipelines;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;

namespace EngineApi.Engine.Tar;

/// <summary>
/// Writes a tar into a pipe: ustar headers, with a pax header before those that do not fit. A file's bytes go from the kernel into the
/// pipe's buffer, and nowhere else.
/// </summary>
public sealed class TarStreamWriter(PipeWriter output)
{
    private const int ChunkBytes = 64 << 10;

    private long _pending;

    /// <summary>Writes a header; the data of a file have to follow.</summary>
    public async ValueTask BeginAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        var records = new PaxRecords();
        Write(entry, records);
        await FlushAsync(ChunkBytes, cancellationToken);
    }

    /// <summary>
    /// Writes the contents of a file. One that has grown since its header is cut, one that has shrunk is filled with zeros: the archive
    /// stays readable either way.
    /// </summary>
    public async ValueTask WriteFileAsync(FileDescriptor file, long size, CancellationToken cancellationToken)
    {
        var ended = false;
        for (var offset = 0L; offset < size;)
        {
            var count = (int)Math.Min(ChunkBytes, size - offset);
            var into = output.GetMemory(Math.Min(count, 4096));
            count = Math.Min(count, into.Length);
            var read = ended ? 0 : file.ReadAt(into.Span[..count], offset);
            ended |= read < count;
            into.Span[read..count].Clear();
            Advance(count);
            offset += count;
            await FlushAsync(ChunkBytes, cancellationToken);
        }

        Pad(size);
    }

    /// <summary>Writes the contents of an entry that come from a stream.</summary>
    /// <param name="content">Read up to <paramref name="size"/> bytes, and no further.</param>
    /// <param name="size">What the header says.</param>
    /// <exception cref="EndOfStreamException">The stream has less: the archive cannot be finished.</exception>
    public async ValueTask WriteAsync(Stream content, long size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        for (var left = size; left > 0;)
        {
            var into = output.GetMemory(4096);
            var read = await content.ReadAsync(into[..(int)Math.Min(into.Length, left)], cancellationToken);
            if (read == 0)
                throw new EndOfStreamException($"{left} of {size} bytes of an archive's entry are missing");
            Advance(read);
            left -= read;
            await FlushAsync(ChunkBytes, cancellationToken);
        }

        Pad(size);
    }

    /// <summary>Writes the end of the archive.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        Zeros(2 * TarBlock.Size);
        await FlushAsync(0, cancellationToken);
    }

    private void Write(TarEntry entry, PaxRecords records)
    {
        Span<byte> block = stackalloc byte[TarBlock.Size];
        block.Clear();
        PutName(block, TarBlock.Name, entry.Name, "path", records);
        PutName(block, TarBlock.LinkName, entry.LinkName, "linkpath", records);
        TarBlock.TryWriteOctal(block[TarBlock.Mode], entry.Mode);
        PutNumber(block, TarBlock.UserId, entry.UserId, "uid", records);
        PutNumber(block, TarBlock.GroupId, entry.GroupId, "gid", records);
        PutNumber(block, TarBlock.Length, entry.Size, "size", records);
        PutNumber(block, TarBlock.Modified, entry.ModifiedSeconds, "mtime", records);
        TarBlock.TryWriteOctal(block[TarBlock.Major], entry.DeviceMajor);
        TarBlock.TryWriteOctal(block[TarBlock.Minor], entry.DeviceMinor);
        foreach (var (name, value) in entry.Attributes)
            records.Add(PaxRecords.AttributePrefix + name, value);
        if (!records.IsEmpty)
            WriteRecords(records.ToBytes());
        TarBlock.Finish(block, entry.Type);
        Put(block);
    }

    private void WriteRecords(byte[] bytes)
    {
        Span<byte> block = stackalloc byte[TarBlock.Size];
        block.Clear();
        "PaxHeaders.0/entry"u8.CopyTo(block);
        TarBlock.TryWriteOctal(block[TarBlock.Mode], 0x1A4);
        TarBlock.TryWriteOctal(block[TarBlock.UserId], 0);
        TarBlock.TryWriteOctal(block[TarBlock.GroupId], 0);
        TarBlock.TryWriteOctal(block[TarBlock.Length], bytes.Length);
        TarBlock.TryWriteOctal(block[TarBlock.Modified], 0);
        TarBlock.Finish(block, TarType.Extended);
        Put(block);
        Put(bytes);
        Pad(bytes.Length);
    }

    /// <summary>Names that are long or not ASCII go into a record, as Go writes them.</summary>
    private static void PutName(Span<byte> block, Range field, string name, string key, PaxRecords records)
    {
        var bytes = FileName.Encode(name);
        var room = block[field];
        if (bytes.Length > room.Length || bytes.AsSpan().ContainsAnyExceptInRange((byte)1, (byte)127))
            records.Add(key, bytes);
        bytes.AsSpan(0, Math.Min(bytes.Length, room.Length)).CopyTo(room);
    }

    private static void PutNumber(Span<byte> block, Range field, long number, string key, PaxRecords records)
    {
        if (TarBlock.TryWriteOctal(block[field], number))
            return;
        records.Add(key, number.ToString(CultureInfo.InvariantCulture));
        TarBlock.TryWriteOctal(block[field], 0);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var into = output.GetSpan(Math.Min(bytes.Length, TarBlock.Size));
            var count = Math.Min(into.Length, bytes.Length);
            bytes[..count].CopyTo(into);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    private void Pad(long size) => Zeros((int)(-size & (TarBlock.Size - 1)));

    private void Zeros(int count)
    {
        Span<byte> zeros = stackalloc byte[2 * TarBlock.Size];
        zeros.Clear();
        Put(zeros[..count]);
    }

    private void Advance(int count)
    {
        output.Advance(count);
        _pending += count;
    }

    private async ValueTask FlushAsync(long above, CancellationToken cancellationToken)
    {
        if (_pending < above)
            return;
        _pending = 0;
        if ((await output.FlushAsync(cancellationToken)).IsCompleted)
            throw new ArchiveReaderGoneException();
    }
}
