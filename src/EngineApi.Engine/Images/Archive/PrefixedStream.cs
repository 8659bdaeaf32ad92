namespace EngineApi.Engine.Images.Archive;

/// <summary>A stream whose first bytes were looked at already: gives them again, then the rest.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _prefix = prefix;

    /// <summary>Reads up to <paramref name="length"/> bytes and returns them with a stream that still has them.</summary>
    public static async Task<(ReadOnlyMemory<byte> Head, Stream Whole)> PeekAsync(Stream source, int length, CancellationToken cancellationToken)
    {
        var head = new byte[length];
        var read = await source.ReadAtLeastAsync(head, length, throwOnEndOfStream: false, cancellationToken);
        return (head.AsMemory(0, read), new PrefixedStream(head.AsMemory(0, read), source));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_prefix.IsEmpty)
            return rest.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(_prefix.Length, buffer.Length);
        _prefix[..count].CopyTo(buffer);
        _prefix = _prefix[count..];
        return ValueTask.FromResult(count);
    }
}
