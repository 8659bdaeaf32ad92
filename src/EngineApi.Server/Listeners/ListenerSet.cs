using System.Net;
using System.Net.Sockets;
using EngineApi.Linux.Epoll;
using EngineApi.Server.Hijack;
using EngineApi.Server.Metrics;
using EngineApi.Server.Options;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace EngineApi.Server.Listeners;

/// <summary>Turns the values of <c>-H</c> into Kestrel's listeners. Nothing is bound before the server starts.</summary>
internal sealed class ListenerSet(ServerOptions options)
{
    private const int PlainPort = 2375;
    private const int TlsPort = 2376;

    public void ConfigureTransport(SocketTransportOptions transport)
    {
        var inherited = transport.CreateBoundListenSocket;
        transport.CreateBoundListenSocket = endpoint =>
            endpoint is UnixDomainSocketEndPoint unix ? UnixListener.Bind(unix, SocketGroup.Resolve(options.Group)) : inherited(endpoint);
    }

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        // Streams may be silent for days, and image uploads have no natural limit.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestBodySize = null;
        var live = kestrel.ApplicationServices.GetRequiredService<LiveConnections>();
        var reactor = kestrel.ApplicationServices.GetRequiredService<Reactor>();
        foreach (var host in options.Hosts)
            Listen(kestrel, host, listen => listen.Use(next => connection => HijackableConnection.RunAsync(connection, reactor, live, next)));
        if (options.MetricsAddress is { } metrics) ListenForMetrics(kestrel, metrics);
    }

    private static void ListenForMetrics(KestrelServerOptions kestrel, HostAddress metrics)
    {
        foreach (var address in Addresses(metrics))
        {
            kestrel.Listen(address, metrics.Port, static listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(static next => connection =>
                {
                    connection.Features.Set(MetricsConnection.Instance);
                    return next(connection);
                });
            });
        }
    }

    private void Listen(KestrelServerOptions kestrel, HostAddress host, Action<ListenOptions> hijack)
    {
        void Plain(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1;
            hijack(listen);
        }

        switch (host.Scheme)
        {
            case "unix":
                kestrel.ListenUnixSocket(host.Target, Plain);
                break;
            case "fd":
                foreach (var descriptor in ActivatedSockets.Find(host.Target, Environment.GetEnvironmentVariable))
                    ListenActivated(kestrel, host, descriptor, Plain);
                break;
            case "npipe":
                kestrel.ListenNamedPipe(host.Target, Plain);
                break;
            default:
                ListenTcp(kestrel, host, Plain);
                break;
        }
    }

    private void ListenTcp(KestrelServerOptions kestrel, HostAddress host, Action<ListenOptions> plain)
    {
        var tls = options.Tls.On ? TlsCertificates.Load(options.Tls) : null;
        var port = host.Port >= 0 ? host.Port : tls is null ? PlainPort : TlsPort;
        foreach (var address in Addresses(host))
        {
            RequireProtection(host, address);
            kestrel.Listen(address, port, listen =>
            {
                if (tls is not null) listen.UseHttps(tls);
                plain(listen);
            });
        }
    }

    private void ListenActivated(KestrelServerOptions kestrel, HostAddress host, ulong descriptor, Action<ListenOptions> plain)
    {
        var tcp = ActivatedSockets.Adopt(descriptor) as IPEndPoint;
        if (tcp is not null) RequireProtection(host, tcp.Address);
        var tls = tcp is not null && options.Tls.On ? TlsCertificates.Load(options.Tls) : null;
        kestrel.ListenHandle(descriptor, listen =>
        {
            if (tls is not null) listen.UseHttps(tls);
            plain(listen);
        });
    }

    // Whoever reaches the socket is root on this machine.
    private void RequireProtection(HostAddress host, IPAddress address)
    {
        if (options.Tls.On || options.Tls.Enabled is false || IPAddress.IsLoopback(address)) return;
        throw new ListenException($"refused to listen on {host} without TLS: use --tlsverify, or say --tls=false to give up all protection");
    }

    private static IPAddress[] Addresses(HostAddress host)
    {
        if (IPAddress.TryParse(host.Target, out var address)) return [address];
        if (host.Target is "localhost") return [IPAddress.Loopback];
        try
        {
            return Dns.GetHostAddresses(host.Target);
        }
        catch (SocketException error)
        {
            throw new ListenException($"cannot listen on {host}: {error.Message}", error);
        }
    }
}
