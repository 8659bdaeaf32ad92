using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EngineApi.Clients.Tests;

/// <summary>A connection that the engine turns into a raw stream, for what the CLI does not show: half-closing, frames, going away.</summary>
public sealed class HijackClient : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private HijackClient(Socket socket)
    {
        _socket = socket;
        _stream = new(socket, ownsSocket: true);
    }

    /// <summary>The answer's first line, e.g. <c>HTTP/1.1 101 UPGRADED</c>.</summary>
    public string StatusLine { get; private set; } = "";

    public IReadOnlyList<string> Headers { get; private set; } = [];

    /// <summary>Posts and reads the head of the answer.</summary>
    public static async Task<HijackClient> PostAsync(EngineProcess engine, string path, string json = "")
    {
        var client = new HijackClient(await engine.ConnectAsync());
        var length = Encoding.UTF8.GetByteCount(json).ToString(CultureInfo.InvariantCulture);
        await client.SendAsync(
            $"POST {path} HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{json}");
        var lines = new List<string>();
        while (await client.ReadLineAsync() is { Length: > 0 } line)
            lines.Add(line);
        (client.StatusLine, client.Headers) = (lines[0], lines[1..]);
        return client;
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>No more will be sent; reading goes on.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Everything to the end, as it came.</summary>
    public async Task<byte[]> ReadAllAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var all = new MemoryStream();
        await _stream.CopyToAsync(all, deadline.Token);
        return all.ToArray();
    }

    /// <summary>Everything to the end, taken out of stdcopy frames.</summary>
    public async Task<(string Stdout, string Stderr)> ReadFramesAsync() => StdcopyText.Split(await ReadAllAsync());

    /// <summary>Reads until a text has come.</summary>
    public async Task ReadUntilAsync(string text)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var seen = "";
        var bytes = new byte[4096];
        while (!seen.Contains(text, StringComparison.Ordinal))
        {
            var count = await _stream.ReadAsync(bytes, deadline.Token);
            if (count == 0)
                throw new EndOfStreamException($"'{text}' did not come, but: {seen}");
            seen += Encoding.UTF8.GetString(bytes, 0, count);
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task<string> ReadLineAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var line = new StringBuilder();
        var one = new byte[1];
        while (await _stream.ReadAsync(one, deadline.Token) == 1 && one[0] != '\n')
            line.Append((char)one[0]);
        return line.ToString().TrimEnd('\r');
    }
}
