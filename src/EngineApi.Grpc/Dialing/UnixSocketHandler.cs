using System.Net.Sockets;

namespace EngineApi.Grpc.Dialing;

/// <summary>An HTTP/2 transport over one unix socket, with a watch over its connections.</summary>
internal sealed class UnixSocketHandler : DelegatingHandler
{
    private readonly string _socketPath;
    private readonly UnixSocketChannelOptions _options;
    private readonly SilenceWatch _watch;

    public UnixSocketHandler(string socketPath, UnixSocketChannelOptions options)
    {
        _socketPath = socketPath;
        _options = options;
        _watch = new SilenceWatch(options, ProbeAsync);
        InnerHandler = new SocketsHttpHandler
        {
            ConnectCallback = DialAsync,
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _watch.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socketPath), cancellationToken).ConfigureAwait(false);
            return new UnixSocketConnection(socket, _watch, _options.TimeProvider);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is not (SocketException or ArgumentException))
                throw;
            // .NET words a missing socket as an address that cannot be assigned, and never says which.
            var reason = e is SocketException { SocketErrorCode: SocketError.AddressNotAvailable } ? "no such socket" : e.Message;
            throw new IOException($"Cannot connect to the unix socket {_socketPath}: {reason}.");
        }
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var request = HealthProbe.NewRequest();
        using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        await response.Content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
    }
}
