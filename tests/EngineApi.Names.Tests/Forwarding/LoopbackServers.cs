using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EngineApi.Names.Forwarding;

namespace EngineApi.Names.Tests.Forwarding;

/// <summary>Name servers on loopback addresses of their own and one port, over UDP and TCP.</summary>
internal sealed class LoopbackServers : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<Socket> _sockets = [];
    private readonly ConcurrentQueue<Socket> _connections = [];
    private readonly List<Task> _listeners = [];

    /// <param name="answers">What each sends for a query: nothing, or more than it should.</param>
    public LoopbackServers(params Func<byte[], IEnumerable<byte[]>>[] answers)
    {
        Servers = [.. answers.Select((_, at) => new ServerAddress(IPAddress.Parse($"127.0.0.{at + 101}")))];
        while (!TryBind())
            CloseAll();
        for (var at = 0; at < answers.Length; at++)
        {
            _listeners.Add(ServeUdpAsync(_sockets[at * 2], answers[at]));
            _listeners.Add(ServeTcpAsync(_sockets[(at * 2) + 1], answers[at]));
        }
    }

    public int Port { get; private set; }

    public IReadOnlyList<ServerAddress> Servers { get; }

    /// <summary>What arrived, and from where.</summary>
    public ConcurrentQueue<(byte[] Query, IPEndPoint From, IPAddress Server, bool OverTcp)> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        CloseAll();
        await Task.WhenAll(_listeners);
        foreach (var connection in _connections)
            connection.Dispose();
        _end.Dispose();
    }

    private bool TryBind()
    {
        Port = 0;
        try
        {
            foreach (var server in Servers)
            {
                foreach (var type in new[] { SocketType.Dgram, SocketType.Stream })
                {
                    var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
                    _sockets.Add(socket);
                    socket.Bind(new IPEndPoint(server.Address, Port));
                    Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
                    if (type == SocketType.Stream)
                        socket.Listen();
                }
            }

            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }

    private void CloseAll()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _sockets.Clear();
    }

    private async Task ServeUdpAsync(Socket socket, Func<byte[], IEnumerable<byte[]>> answers)
    {
        var buffer = new byte[ushort.MaxValue];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _end.Token);
                var query = buffer[..received.ReceivedBytes];
                Asked.Enqueue((query, (IPEndPoint)received.RemoteEndPoint, ((IPEndPoint)socket.LocalEndPoint!).Address, false));
                foreach (var answer in answers(query))
                    await socket.SendToAsync(answer, received.RemoteEndPoint, _end.Token);
            }
        }
        catch (Exception e) when (_end.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeTcpAsync(Socket socket, Func<byte[], IEnumerable<byte[]>> answers)
    {
        try
        {
            while (true)
            {
                var connection = await socket.AcceptAsync(_end.Token);
                // Open until the end: to close it would be an answer, too.
                _connections.Enqueue(connection);
                await using var stream = new NetworkStream(connection, ownsSocket: false);
                var length = new byte[2];
                await stream.ReadExactlyAsync(length, _end.Token);
                var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(query, _end.Token);
                Asked.Enqueue((query, (IPEndPoint)connection.RemoteEndPoint!, ((IPEndPoint)socket.LocalEndPoint!).Address, true));
                foreach (var answer in answers(query))
                    await stream.WriteAsync((byte[])[(byte)(answer.Length >> 8), (byte)answer.Length, .. answer], _end.Token);
            }
        }
        catch (Exception e) when (_end.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException or IOException or SocketException)
        {
        }
    }
}
