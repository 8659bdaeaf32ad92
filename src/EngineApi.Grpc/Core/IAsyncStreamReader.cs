namespace Grpc.Core;

/// <summary>Messages that arrive one after another. One <see cref="MoveNext"/> at a time.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last successful <see cref="MoveNext"/> brought.</summary>
    T Current { get; }

    /// <summary>Waits for the next message; false once the peer has ended the stream with OK.</summary>
    /// <exception cref="RpcException">The call ended with any other status.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
