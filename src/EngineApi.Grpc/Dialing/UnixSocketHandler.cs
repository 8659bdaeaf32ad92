using System.Net.Sockets;

namespace EngineApi.Grpc.Dialing;

/// <summary>An HTTP/2 transport over one unix socket, with a watch over its connections.</summary>
internal sealed class UnixSocketHandler : DelegatingHandler
{
    private static readonly TimeSpan s_betweenDials = TimeSpan.FromMilliseconds(50);

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
            ConnectTimeout = options.ConnectTimeout + options.PatienceWithAbsent,
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

    /// <summary>Nothing of a call has been sent before this, so that any call may be held until its peer is there again.</summary>
    private async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var begun = _options.TimeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                return await ConnectAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (AbsentPeerException) when (_options.TimeProvider.GetElapsedTime(begun) < _options.PatienceWithAbsent)
            {
                await Task.Delay(s_betweenDials, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
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
            var missing = e is SocketException { SocketErrorCode: SocketError.AddressNotAvailable };
            var failure = $"Cannot connect to the unix socket {_socketPath}: {(missing ? "no such socket" : e.Message)}.";
            throw missing || e is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? new AbsentPeerException(failure) : new IOException(failure);
        }
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var request = HealthProbe.NewRequest();
        using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        await response.Content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
    }

    private sealed class AbsentPeerException(string message) : IOException(message);
}
