namespace Grpc.Core;

/// <summary>Hints for one written message.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait in a buffer until the next one is written.</summary>
    BufferHint = 0x1,

    /// <summary>The message must not be compressed. This client never compresses.</summary>
    NoCompress = 0x2,
}
