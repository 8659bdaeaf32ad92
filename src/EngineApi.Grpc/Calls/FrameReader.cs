using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>
/// Takes length-prefixed messages from a response body, into one pooled array. One reader at a time; what
/// <see cref="Payload"/> shows is valid until the next read or <see cref="Release"/>.
/// </summary>
internal sealed class FrameReader(int? limit)
{
    private const int PrefixLength = FrameWriter.PrefixLength;
    private const int FirstCapacity = 1024;

    // A larger array is given back between messages: a stream may then be silent for days.
    private const int LargestKept = 64 * 1024;

    private byte[] _array = [];
    private int _start;
    private int _end;
    private int _payloadLength;

    /// <summary>The message that the last <see cref="FrameRead.Message"/> stands for, without its prefix.</summary>
    public ReadOnlyMemory<byte> Payload => _array.AsMemory(_start - _payloadLength, _payloadLength);

    /// <exception cref="RpcException">A flag that was not agreed on (Internal), or a message over the limit (ResourceExhausted).</exception>
    public async ValueTask<FrameRead> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        Trim();
        if (!await FillAsync(body, PrefixLength, cancellationToken).ConfigureAwait(false))
            return _start == _end ? FrameRead.End : FrameRead.Torn;
        var length = ReadPrefix();
        if (!await FillAsync(body, PrefixLength + length, cancellationToken).ConfigureAwait(false))
            return FrameRead.Torn;
        _start += PrefixLength + length;
        _payloadLength = length;
        return FrameRead.Message;
    }

    /// <summary>Gives the array back.</summary>
    public void Release()
    {
        var array = _array;
        _array = [];
        _start = _end = _payloadLength = 0;
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
    }

    private int ReadPrefix()
    {
        var prefix = _array.AsSpan(_start, PrefixLength);
        if (prefix[0] != 0)
            throw new RpcException(new Status(StatusCode.Internal, $"The peer sent a message with the flag {prefix[0]}; no compression was agreed on."));
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        var most = (uint)(limit ?? Array.MaxLength - PrefixLength);
        if (length > most)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"The peer sent a message of {length} bytes; the limit is {most}."));
        return (int)length;
    }

    /// <summary>Reads on until <paramref name="count"/> bytes are there; false when the body ends before.</summary>
    private async ValueTask<bool> FillAsync(Stream body, int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            MakeRoom(count);
            var read = await body.ReadAsync(_array.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return false;
            _end += read;
        }
        return true;
    }

    // Room for count bytes counted from the first unread one, which moves to the front when it has to.
    private void MakeRoom(int count)
    {
        if (_array.Length - _start >= count && _array.Length > _end)
            return;
        var unread = _array.AsSpan(_start, _end - _start);
        if (_array.Length >= count)
        {
            unread.CopyTo(_array);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(count, FirstCapacity));
            unread.CopyTo(larger);
            if (_array.Length > 0)
                ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }
        _end -= _start;
        _start = 0;
    }

    private void Trim()
    {
        _payloadLength = 0;
        if (_start != _end)
            return;
        _start = _end = 0;
        if (_array.Length > LargestKept)
            Release();
    }
}
