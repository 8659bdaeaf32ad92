using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>
/// Carries a published UDP port. Who sends from one address and port is a client, and has a socket of its own towards the container, so
/// that answers find back; after a silence it is forgotten.
/// </summary>
internal sealed class UserlandUdpProxy : IUserlandProxy
{
    /// <summary>As of dockerd's proxy.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(90);

    private const int LongestDatagram = 65_535;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    private readonly Socket _port;
    private readonly SemaphoreSlim _places;
    private readonly TimeSpan _silence;
    private readonly ConcurrentDictionary<SocketAddress, Client> _clients = new();
    private readonly CancellationTokenSource _end = new();
    private volatile IPEndPoint? _target;

    /// <param name="port">Held.</param>
    /// <param name="places">One for each client; what others send while there is none is lost, as a datagram may be.</param>
    public UserlandUdpProxy(PortReservation port, IPEndPoint target, SemaphoreSlim places, TimeSpan silence)
    {
        (_target, _places, _silence) = (target, places, silence);
        _port = port.Receive();
        _ = ReceiveAsync(_end.Token);
    }

    public void Lead(IPEndPoint? target)
    {
        if (Equals(_target, target))
            return;
        _target = target;
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    public void Dispose()
    {
        _end.Cancel();
        Lead(null);
        _port.Dispose();
    }

    private async Task ReceiveAsync(CancellationToken end)
    {
        var from = new SocketAddress(_port.AddressFamily);
        try
        {
            while (true)
            {
                try
                {
                    // No memory is taken before there is something.
                    await _port.ReceiveAsync(Memory<byte>.Empty, SocketFlags.Peek, end);
                    await WithBufferAsync(async buffer =>
                    {
                        var count = await _port.ReceiveFromAsync(buffer, SocketFlags.None, from, end);
                        if (ClientOf(from) is { } client)
                            await client.SendAsync(buffer[..count], end);
                    });
                }
                catch (SocketException) when (!end.IsCancellationRequested)
                {
                    // What one client has brought about is nothing to the others.
                    await Task.Delay(Rest, end);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The port was given back.
        }
    }

    private Client? ClientOf(SocketAddress from)
    {
        if (_clients.TryGetValue(from, out var known))
            return known;
        if (_target is not { } target || !_places.Wait(0))
            return null;
        var address = new SocketAddress(from.Family, from.Size);
        from.Buffer[..from.Size].CopyTo(address.Buffer);
        Client client;
        try
        {
            client = new(target);
        }
        catch (SocketException)
        {
            // No descriptor is left, or no way leads there: what it sent is lost.
            _places.Release();
            return null;
        }

        _clients[address] = client;
        // Who has let it lead elsewhere meanwhile may not have found this one to cut.
        if (!ReferenceEquals(_target, target))
            client.Dispose();
        _ = AnswerAsync(address, client);
        return client;
    }

    private async Task AnswerAsync(SocketAddress address, Client client)
    {
        try
        {
            while (await client.WaitAsync(_silence, _end.Token))
            {
                await WithBufferAsync(async buffer =>
                {
                    var count = await client.ReceiveAsync(buffer, _end.Token);
                    await _port.SendToAsync(buffer[..count], SocketFlags.None, address, _end.Token);
                });
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It was cut, or cannot be reached: should it send again, it is a new one.
        }
        finally
        {
            _clients.TryRemove(address, out _);
            client.Dispose();
            _places.Release();
        }
    }

    private static async Task WithBufferAsync(Func<Memory<byte>, Task> work)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LongestDatagram);
        try
        {
            await work(buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The socket that stands for one client.</summary>
    private sealed class Client : IDisposable
    {
        private readonly Socket _socket;
        private long _lastUse = Environment.TickCount64;

        public Client(IPEndPoint target)
        {
            _socket = new(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                _socket.Connect(target);
            }
            catch
            {
                _socket.Dispose();
                throw;
            }
        }

        public async Task SendAsync(ReadOnlyMemory<byte> datagram, CancellationToken cancellationToken)
        {
            Volatile.Write(ref _lastUse, Environment.TickCount64);
            try
            {
                await _socket.SendAsync(datagram, cancellationToken);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Nobody listens there just now, or it has been cut: lost.
            }
        }

        /// <returns>False if nothing was sent in either direction for so long.</returns>
        public async Task<bool> WaitAsync(TimeSpan silence, CancellationToken cancellationToken)
        {
            while (true)
            {
                var left = silence - TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastUse));
                if (left <= TimeSpan.Zero)
                    return false;
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(left);
                try
                {
                    await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.Peek, limit.Token);
                    Volatile.Write(ref _lastUse, Environment.TickCount64);
                    return true;
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    // It may have sent meanwhile.
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
                {
                    // The container does not listen, yet.
                }
            }
        }

        public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => _socket.ReceiveAsync(buffer, cancellationToken);

        public void Dispose() => _socket.Dispose();
    }
}
