using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>
/// One outgoing message with its five-byte prefix (flag 0, length big-endian), in one pooled array, so that it leaves in one
/// write. One owner; dispose of it once nobody reads <see cref="Frame"/>.
/// </summary>
internal sealed class FrameWriter : SerializationContext, IBufferWriter<byte>, IDisposable
{
    public const int PrefixLength = 5;

    private const int FirstCapacity = 256;

    private byte[] _array = ArrayPool<byte>.Shared.Rent(FirstCapacity);
    private int _length = PrefixLength;
    private bool _isComplete;

    private FrameWriter()
    {
    }

    public int FrameLength => _length;

    public ReadOnlyMemory<byte> Frame => _array.AsMemory(0, _length);

    /// <param name="message">The message.</param>
    /// <param name="marshaller">Writes it.</param>
    /// <param name="limit">Bytes that the message may have; null: no limit.</param>
    /// <exception cref="RpcException">ResourceExhausted: the message is larger than <paramref name="limit"/>.</exception>
    public static FrameWriter Serialize<T>(T message, Marshaller<T> marshaller, int? limit)
    {
        var frame = new FrameWriter();
        try
        {
            marshaller.ContextualSerializer(message, frame);
            if (!frame._isComplete)
                throw new InvalidOperationException("The marshaller did not complete the message.");
            var length = frame._length - PrefixLength;
            if (length > limit)
                throw new RpcException(new Status(StatusCode.ResourceExhausted, $"The message to send has {length} bytes; the limit is {limit}."));
            return frame;
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        Reserve(payloadLength);
    }

    public override IBufferWriter<byte> GetBufferWriter() => this;

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        Reserve(payload.Length);
        payload.CopyTo(_array.AsSpan(_length));
        _length += payload.Length;
        Complete();
    }

    public override void Complete()
    {
        if (_isComplete)
            throw new InvalidOperationException("The message has been completed already.");
        _isComplete = true;
        _array[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(_array.AsSpan(1), _length - PrefixLength);
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - _length);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsSpan(_length);
    }

    public void Dispose()
    {
        var array = _array;
        _array = [];
        _length = 0;
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
    }

    private void Reserve(int count)
    {
        if (_array.Length - _length >= count)
            return;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)_length + count, 2L * _array.Length)));
        _array.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
