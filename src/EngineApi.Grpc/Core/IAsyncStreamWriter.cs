namespace Grpc.Core;

/// <summary>Messages that are sent one after another. One write at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>For the messages written from now on; null: those of the call.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Sends a message; completes when the transport has taken it, not when the peer has read it.</summary>
    /// <exception cref="RpcException">The call has ended.</exception>
    /// <exception cref="InvalidOperationException">Another write is in progress, or the stream is completed.</exception>
    Task WriteAsync(T message);

    /// <inheritdoc cref="WriteAsync(T)"/>
    /// <remarks>A write that is cancelled half way ends the call: the frame on the wire would be torn.</remarks>
    Task WriteAsync(T message, CancellationToken cancellationToken);
}
