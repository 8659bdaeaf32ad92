using System.IO.Pipes;
using EngineApi.Grpc.Dialing;
using Grpc.Net.Client;

namespace EngineApi.Containerd;

/// <summary>The one transport seam: a unix socket's path, or a Windows named pipe, becomes a gRPC channel.</summary>
internal static class ContainerdAddress
{
    private const string PipeScheme = "npipe://";
    private const string PipePath = @"\\.\pipe\";

    public static GrpcChannel Open(string address, TimeSpan patience)
        => address.StartsWith(PipeScheme, StringComparison.Ordinal) || address.StartsWith(PipePath, StringComparison.Ordinal)
            ? OpenPipe(address[(address.LastIndexOfAny(['/', '\\']) + 1)..])
            : UnixSocketChannel.Open(SocketPath(address), new UnixSocketChannelOptions { PatienceWithAbsent = patience });

    /// <summary>The path in <c>unix:///path</c>, <c>unix:/path</c> or <c>/path</c>.</summary>
    public static string SocketPath(string address)
        => address.StartsWith("unix://", StringComparison.Ordinal) ? address[7..]
            : address.StartsWith("unix:", StringComparison.Ordinal) ? address[5..]
            : address;

    private static GrpcChannel OpenPipe(string name) => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
    {
        MaxReceiveMessageSize = new UnixSocketChannelOptions().MaxReceiveMessageSize,
        MaxSendMessageSize = new UnixSocketChannelOptions().MaxSendMessageSize,
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellationToken) => ConnectAsync(name, cancellationToken),
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = new UnixSocketChannelOptions().ConnectTimeout,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        },
    });

    private static async ValueTask<Stream> ConnectAsync(string pipeName, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(cancellationToken);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync();
            throw;
        }
    }
}
