using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace EngineApi.Grpc.Tests.Peers;

/// <summary>
/// A peer that speaks bare HTTP/2 frames: it settles the connection and then answers nothing, or every request but the first,
/// with a trailers-only Unimplemented.
/// </summary>
public sealed class RawPeer : IAsyncDisposable
{
    private const byte Headers = 1, Settings = 4, Ping = 6;
    private const int PrefaceLength = 24;

    private static readonly byte[] EmptySettings = [0, 0, 0, Settings, 0, 0, 0, 0, 0];
    private static readonly byte[] SettingsAck = [0, 0, 0, Settings, 1, 0, 0, 0, 0];

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly SemaphoreSlim _answered = new(0);
    private readonly bool _answers;
    private readonly Task _serving;
    private int _pings;
    private int _requests;

    private RawPeer(string socketPath, bool answers)
    {
        _answers = answers;
        _listener.Bind(new UnixDomainSocketEndPoint(socketPath));
        _listener.Listen();
        _serving = ServeAsync();
    }

    public int Pings => Volatile.Read(ref _pings);

    public static RawPeer Silent(string socketPath) => new(socketPath, answers: false);

    /// <summary>Answers every request but the first, which stays open.</summary>
    public static RawPeer Refusing(string socketPath) => new(socketPath, answers: true);

    /// <summary>Waits until that many requests have been answered.</summary>
    public async Task ProbesAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await _answered.WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        try
        {
            await _serving;
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // How a listener, or a connection that the client has closed, ends.
        }
        _answered.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var connection = new NetworkStream(await _listener.AcceptAsync(), ownsSocket: true);
            await connection.ReadExactlyAsync(new byte[PrefaceLength]);
            await connection.WriteAsync(EmptySettings);
            await AnswerAsync(connection);
        }
    }

    private async Task AnswerAsync(NetworkStream connection)
    {
        var head = new byte[9];
        while (await connection.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            await connection.ReadExactlyAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]]);
            var streamId = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(5));
            if (head[3] == Settings && head[4] == 0)
                await connection.WriteAsync(SettingsAck);
            else if (head[3] == Ping)
                Interlocked.Increment(ref _pings);
            else if (head[3] == Headers && _requests++ > 0 && _answers)
                await RefuseAsync(connection, streamId);
        }
    }

    private async Task RefuseAsync(NetworkStream connection, uint streamId)
    {
        // 0x88 is ":status: 200" of HPACK's static table; the rest are literals without indexing.
        byte[] block = [0x88, .. Literal("content-type", "application/grpc"), .. Literal("grpc-status", "12")];
        var frame = new byte[9 + block.Length];
        frame[2] = (byte)block.Length;
        frame[3] = Headers;
        frame[4] = 0x5; // END_STREAM, END_HEADERS
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), streamId);
        block.CopyTo(frame, 9);
        await connection.WriteAsync(frame);
        _answered.Release();
    }

    private static byte[] Literal(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
