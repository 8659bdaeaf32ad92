using System.Buffers;
using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>Shows a deserialiser the bytes in a <see cref="FrameReader"/>; one object serves all messages of a call.</summary>
internal sealed class ReceivedMessage(FrameReader frames) : DeserializationContext
{
    public override int PayloadLength => frames.Payload.Length;

    public override byte[] PayloadAsNewBuffer() => frames.Payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(frames.Payload);
}
