using System.Security.Cryptography;
using EngineApi.Engine.Images.Archive;

namespace EngineApi.Engine.Images;

/// <summary>Passes reads through and knows afterwards how many bytes there were, how they began, and their digest.</summary>
/// <param name="hashes">False: the digest is nobody's concern.</param>
internal sealed class HashingStream(Stream source, bool hashes) : ForwardStream
{
    private readonly IncrementalHash? _hash = !hashes ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _head = new byte[CompressionMagic.Length];

    public long Count { get; private set; }

    public ReadOnlySpan<byte> Head => _head.AsSpan(0, (int)Math.Min(Count, _head.Length));

    /// <summary>The digest of what was read; null when it was not to be had.</summary>
    public string? Finish() => _hash is null ? null : Digests.Format(_hash.GetHashAndReset());

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        if (Count < _head.Length)
            buffer.Span[..(int)Math.Min(read, _head.Length - Count)].CopyTo(_head.AsSpan((int)Count));
        _hash?.AppendData(buffer.Span[..read]);
        Count += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash?.Dispose();
        base.Dispose(disposing);
    }
}
