using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller puts the bytes of one message: an array, or a buffer writer; then it completes, once.</summary>
public abstract class SerializationContext
{
    /// <summary>The whole message is this array.</summary>
    public virtual void Complete(byte[] payload) =>
        throw new NotSupportedException($"{GetType().Name} takes no array.");

    /// <summary>The writer for a message written piecewise; ends with <see cref="Complete()"/>.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() =>
        throw new NotSupportedException($"{GetType().Name} has no buffer writer.");

    /// <summary>Announces the size of the message, so that the buffer is taken once.</summary>
    /// <param name="payloadLength">Bytes, without the frame's prefix.</param>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Everything has been written to <see cref="GetBufferWriter"/>.</summary>
    public virtual void Complete() =>
        throw new NotSupportedException($"{GetType().Name} has no buffer writer.");
}
