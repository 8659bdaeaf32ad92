using Grpc.Net.Client;

namespace EngineApi.Grpc.Dialing;

/// <summary>
/// Opens channels to peers behind unix sockets. Nothing is dialled before the first call, and a call after the peer was
/// restarted dials again. Compiles against the stand-in and against the published Grpc.Net.Client.
/// </summary>
public static class UnixSocketChannel
{
    // The host of HTTP/2 requests; the socket's path cannot be one.
    private const string Address = "http://localhost";

    /// <param name="socketPath">Absolute path of the peer's listening socket; it need not exist yet.</param>
    /// <param name="options">Null: the defaults.</param>
    public static GrpcChannel Open(string socketPath, UnixSocketChannelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(socketPath);
        options ??= new UnixSocketChannelOptions();
        return GrpcChannel.ForAddress(Address, new GrpcChannelOptions
        {
            HttpHandler = new UnixSocketHandler(socketPath, options),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.MaxReceiveMessageSize,
            MaxSendMessageSize = options.MaxSendMessageSize,
        });
    }
}
