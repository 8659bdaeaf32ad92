namespace EngineApi.Engine.Images.Archive;

/// <summary>
/// Passes reads through, and refuses more than was allowed since the last <see cref="Allow"/>. A tar reader keeps headers
/// and extended attributes in memory; this is what keeps a hostile header from deciding how much that is.
/// </summary>
internal sealed class MeteredStream(Stream source) : ForwardStream
{
    private long _allowance = long.MaxValue;

    public void Allow(long bytes) => _allowance = bytes;

    public void AllowAnything() => _allowance = long.MaxValue;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        if (_allowance != long.MaxValue && (_allowance -= read) < 0)
            throw EngineException.InvalidParameter($"invalid archive: a tar header is larger than {ArchiveLimits.Header} bytes");
        return read;
    }
}
