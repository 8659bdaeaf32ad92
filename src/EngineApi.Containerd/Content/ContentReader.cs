using Grpc.Core;
using Wire = EngineApi.Containerd.Protocol.Content;

namespace EngineApi.Containerd.Content;

/// <summary>A blob as a forward-only stream over the Read call. One reader at a time.</summary>
internal sealed class ContentReader(
    Connection connection, Func<CallOptions, AsyncServerStreamingCall<Wire.ReadContentResponse>> open) : Stream
{
    // Cancelled on disposal, so that containerd stops sending what nobody reads.
    private readonly CancellationTokenSource _closed = new();
    private AsyncServerStreamingCall<Wire.ReadContentResponse>? _call;
    private ReadOnlyMemory<byte> _rest;
    private long _position;
    private bool _disposed;

    public override bool CanRead => !_disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (buffer.IsEmpty)
        {
            return 0;
        }
        _call ??= open(connection.Unlimited(_closed.Token));
        while (_rest.IsEmpty)
        {
            if (!await connection.NextAsync(_call.ResponseStream, "Content.Read", cancellationToken))
            {
                return 0;
            }
            _rest = _call.ResponseStream.Current.Data.Memory;
        }
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _closed.Cancel();
            _call?.Dispose();
            _closed.Dispose();
        }
        base.Dispose(disposing);
    }
}
