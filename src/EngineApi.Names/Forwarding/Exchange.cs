using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EngineApi.Names.Messages;

namespace EngineApi.Names.Forwarding;

/// <summary>One question to one server, from a socket of its own: so each comes from another port (RFC 5452 §9.2).</summary>
internal static class Exchange
{
    /// <summary>More comes from no server over UDP that was not told that it may be, in bytes.</summary>
    private const int LeastBuffer = 4096;

    private const int SocketLevel = 1; // SOL_SOCKET
    private const int BindToDevice = 25; // SO_BINDTODEVICE, socket(7)

    /// <summary>Connects: a datagram of anybody else then does not arrive.</summary>
    /// <exception cref="SocketException">There is no way, or nobody.</exception>
    public static async ValueTask ConnectAsync(Socket socket, ServerAddress server, int port, CancellationToken cancellationToken)
    {
        if (server.Interface is { } name)
            socket.SetRawSocketOption(SocketLevel, BindToDevice, Encoding.UTF8.GetBytes(name + '\0'));
        await socket.ConnectAsync(new IPEndPoint(server.Address, port), cancellationToken);
    }

    /// <summary>Waits for the one datagram that answers; what else arrives is let go by.</summary>
    public static async ValueTask<byte[]> OverUdpAsync(Socket socket, ReadOnlyMemory<byte> query, CancellationToken cancellationToken)
    {
        await socket.SendAsync(query, cancellationToken);
        // One more than may come: a datagram that fills the buffer was longer, and its end is lost.
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(LeastBuffer, UdpSize(query.Span)) + 1);
        try
        {
            while (true)
            {
                var length = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (length < buffer.Length && UpstreamAnswer.Fits(query.Span, buffer.AsSpan(0, length)))
                    return buffer[..length];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>With the length before each message (RFC 1035 §4.2.2).</summary>
    /// <exception cref="IOException">The server ends the connection, or answers something else.</exception>
    public static async ValueTask<byte[]> OverTcpAsync(Socket socket, ReadOnlyMemory<byte> query, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        var message = new byte[2 + query.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)query.Length);
        query.CopyTo(message.AsMemory(2));
        await stream.WriteAsync(message, cancellationToken);
        await stream.ReadExactlyAsync(message.AsMemory(0, 2), cancellationToken);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(message)];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return UpstreamAnswer.Fits(query.Span, answer) ? answer : throw new IOException("the answer is not to this question");
    }

    private static int UdpSize(ReadOnlySpan<byte> message) => Query.TryRead(message, out var query, out _) ? query.Edns?.UdpSize ?? 0 : 0;
}
