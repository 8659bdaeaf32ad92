using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EngineApi.Server.Tests;

/// <summary>Bytes on a socket, as no HTTP library would send them.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;

    private RawClient(Socket socket) => (_socket, _stream) = (socket, new NetworkStream(socket, ownsSocket: true));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RawClient> ConnectAsync(EndPoint endpoint)
    {
        var unix = endpoint is UnixDomainSocketEndPoint;
        var socket = new Socket(
            unix ? AddressFamily.Unix : endpoint.AddressFamily, SocketType.Stream, unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint, Token);
        return new(socket);
    }

    public ValueTask SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public ValueTask SendAsync(byte[] bytes) => _stream.WriteAsync(bytes, Token);

    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        await _stream.CopyToAsync(all, Token);
        return all.ToArray();
    }

    /// <summary>Reads until the text has come; gives everything read so far.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        var read = new StringBuilder();
        var buffer = new byte[4096];
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            var count = await _stream.ReadAsync(buffer, Token);
            Assert.True(count > 0, $"the connection ended before '{text}': {read}");
            read.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        return read.ToString();
    }

    public void Dispose() => _stream.Dispose();
}
