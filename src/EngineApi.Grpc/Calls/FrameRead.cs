namespace Grpc.Net.Client.Calls;

/// <summary>What a read from a response body came to.</summary>
internal enum FrameRead
{
    /// <summary>A whole message.</summary>
    Message,

    /// <summary>The end of the body, between two messages.</summary>
    End,

    /// <summary>The end of the body, inside a message.</summary>
    Torn,
}
