namespace EngineApi.Engine.Tar;

/// <summary>Reads a stream in blocks, a larger piece at a time.</summary>
internal sealed class TarInput(Stream source)
{
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(128 * TarBlock.Size);
    private int _start;
    private int _end;

    /// <summary>Some of the next bytes, at most so many; empty at the end. Valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long most, CancellationToken cancellationToken)
    {
        if (_start == _end && !await FillAsync(1, cancellationToken))
            return default;
        var count = (int)Math.Min(most, _end - _start);
        var bytes = _buffer.AsMemory(_start, count);
        _start += count;
        return bytes;
    }

    /// <summary>The next block; false at the end. Valid until the next call.</summary>
    /// <exception cref="TarFormatException">The stream ends inside of it.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadBlockAsync(CancellationToken cancellationToken)
    {
        if (_end - _start < TarBlock.Size && !await FillAsync(TarBlock.Size, cancellationToken))
            return _start == _end ? null : throw TarFormatException.CutShort();
        var block = _buffer.AsMemory(_start, TarBlock.Size);
        _start += TarBlock.Size;
        return block;
    }

    /// <returns>How many of the bytes were there.</returns>
    public async ValueTask<long> SkipAsync(long count, CancellationToken cancellationToken)
    {
        var skipped = 0L;
        while (skipped < count && await ReadAsync(count - skipped, cancellationToken) is { IsEmpty: false } bytes)
            skipped += bytes.Length;
        return skipped;
    }

    private async ValueTask<bool> FillAsync(int least, CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_end, _start) = (_end - _start, 0);
        while (_end < least)
        {
            var read = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
                return false;
            _end += read;
        }

        return true;
    }
}
