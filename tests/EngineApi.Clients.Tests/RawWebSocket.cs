using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace EngineApi.Clients.Tests;

/// <summary>Frames as no library would send them.</summary>
internal static class RawWebSocket
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The status of the close that answers these bytes.</summary>
    public static async Task<int> CloseAfterAsync(EngineProcess engine, string container, string query, byte[] frame)
    {
        var answer = await AnswerAsync(engine, container, query, frame);
        return answer[0] == 0x88 && answer[1] >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(2)) : -answer[0];
    }

    /// <summary>The first byte of the frame that answers these bytes.</summary>
    public static async Task<int> FirstByteAfterAsync(EngineProcess engine, string container, string query, byte[] frame) =>
        (await AnswerAsync(engine, container, query, frame))[0];

    private static async Task<byte[]> AnswerAsync(EngineProcess engine, string container, string query, byte[] frame)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await using var stream = new NetworkStream(await engine.ConnectAsync(deadline.Token), ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /containers/{container}/attach/ws?{query} HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), deadline.Token);
        var head = "";
        var one = new byte[1];
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, deadline.Token);
            head += (char)one[0];
        }
        if (!head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal) || !head.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", StringComparison.Ordinal))
            throw new InvalidDataException(head);
        // The answer may come before all is sent.
        var sending = stream.WriteAsync(frame, deadline.Token).AsTask();
        var answer = new byte[4];
        await stream.ReadExactlyAsync(answer.AsMemory(0, 2), deadline.Token);
        if (answer[0] == 0x88 && answer[1] >= 2)
            await stream.ReadExactlyAsync(answer.AsMemory(2), deadline.Token);
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return answer;
    }
}
