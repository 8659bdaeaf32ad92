using System.Buffers;
using System.Net;
using System.Net.Sockets;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>
/// Carries a published TCP port to its container where no rule of the kernel can: what comes from <c>[::1]</c>, which is not routed,
/// and what comes by a family that the container has no address of. As dockerd's proxies, it ends with its daemon.
/// </summary>
internal sealed class UserlandProxy : IUserlandProxy
{
    /// <summary>How many connections wait in the kernel to be taken.</summary>
    public const int Backlog = 128;

    private const int BufferBytes = 32 << 10;
    private const int KeepAliveSeconds = 15;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener;
    private readonly SemaphoreSlim _places;
    private readonly CancellationTokenSource _end = new();
    private volatile Route _route;

    /// <param name="port">Held; it is listened on from here.</param>
    /// <param name="places">One for each connection; what finds none waits, the rest behind it in the kernel's backlog.</param>
    public UserlandProxy(PortReservation port, IPEndPoint target, SemaphoreSlim places)
    {
        (_route, _places) = (new(target), places);
        _listener = port.Listen(Backlog);
        _ = AcceptAsync(_end.Token);
    }

    /// <inheritdoc/>
    /// <remarks>Who comes to one that leads nowhere finds the connection closed.</remarks>
    public void Lead(IPEndPoint? target)
    {
        var former = _route;
        if (Equals(former.Target, target))
            return;
        _route = new(target);
        former.End.Cancel();
    }

    /// <summary>Cuts what is open.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _route.End.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync(CancellationToken end)
    {
        try
        {
            while (true)
            {
                var client = await NextAsync(end);
                await PlaceAsync(client, end);
                _ = ServeAsync(client, _route);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The port was given back.
        }
    }

    private async Task<Socket> NextAsync(CancellationToken end)
    {
        while (true)
        {
            try
            {
                return await _listener.AcceptAsync(end);
            }
            catch (SocketException) when (!end.IsCancellationRequested)
            {
                // It has hung up already, or there is no descriptor left for it, which would be so again at once.
                await Task.Delay(Rest, end);
            }
        }
    }

    private async Task PlaceAsync(Socket client, CancellationToken end)
    {
        try
        {
            await _places.WaitAsync(end);
        }
        catch (OperationCanceledException)
        {
            client.Dispose();
            throw;
        }
    }

    private async Task ServeAsync(Socket client, Route route)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(route.End.Token);
        try
        {
            using var from = client;
            if (route.Target is not { } target)
                return;
            using var to = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            Settle(from);
            Settle(to);
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(ends.Token))
            {
                limit.CancelAfter(ConnectTimeout);
                await to.ConnectAsync(target, limit.Token);
            }

            await Task.WhenAll(CopyAsync(from, to, ends), CopyAsync(to, from, ends));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Either side has gone, or does not listen: the other one sees its connection end.
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>What comes is sent on at once; a side that is gone without a word is noticed, as by a proxy of Go's.</summary>
    private static void Settle(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
    }

    /// <summary>Up to the end of one direction, which the other side is told of; a failure ends both.</summary>
    private static async Task CopyAsync(Socket from, Socket to, CancellationTokenSource ends)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await from.ReceiveAsync(buffer, ends.Token) is var count and > 0)
            {
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), ends.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            await ends.CancelAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <param name="target">Null for nowhere.</param>
    private sealed class Route(IPEndPoint? target)
    {
        public IPEndPoint? Target => target;

        /// <summary>Of all that was carried there.</summary>
        public CancellationTokenSource End { get; } = new();
    }
}
