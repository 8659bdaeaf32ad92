namespace EngineApi.Engine.Images.Archive;

/// <summary>
/// Passes reads through, and refuses more than was allowed since the last <see cref="Allow"/>. A tar reader keeps headers
/// and extended attributes in memory; this is what keeps a hostile header from deciding how much that is.
/// </summary>
internal sealed class MeteredStream(Stream source) : Stream
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

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("archives are read asynchronously");

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
