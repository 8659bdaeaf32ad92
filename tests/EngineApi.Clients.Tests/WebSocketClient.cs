using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace EngineApi.Clients.Tests;

/// <summary>.NET's own client of WebSockets, attached to a container.</summary>
public sealed class WebSocketClient : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly MemoryStream _read = new();

    private WebSocketClient()
    {
    }

    /// <summary>What the last message was.</summary>
    public WebSocketMessageType Received { get; private set; }

    private string Text => Encoding.UTF8.GetString(_read.GetBuffer(), 0, (int)_read.Length);

    public static async Task<WebSocketClient> ConnectAsync(EngineProcess engine, string container, string query)
    {
        using var handler = Handler(engine);
        using var invoker = new HttpMessageInvoker(handler);
        using var deadline = new CancellationTokenSource(Deadline);
        var client = new WebSocketClient();
        await client._socket.ConnectAsync(new Uri($"ws://docker/v1.51/containers/{container}/attach/ws?{query}"), invoker, deadline.Token);
        return client;
    }

    /// <summary>The status of an answer that is no handshake.</summary>
    public static async Task<int> RefusalAsync(EngineProcess engine, string container, string query)
    {
        using var handler = Handler(engine);
        using var invoker = new HttpMessageInvoker(handler);
        using var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        try
        {
            await client.ConnectAsync(new Uri($"ws://docker/containers/{container}/attach/ws?{query}"), invoker, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            return (int)client.HttpStatusCode;
        }
        return 101;
    }

    public async Task SendAsync(string text, WebSocketMessageType kind = WebSocketMessageType.Binary)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), kind, endOfMessage: true, deadline.Token);
    }

    /// <summary>Reads until a text has come.</summary>
    public async Task ReadUntilAsync(string text)
    {
        while (!Text.Contains(text, StringComparison.Ordinal))
        {
            if (!await ReadAsync())
                throw new EndOfStreamException($"'{text}' did not come, but: {Text}");
        }
    }

    /// <summary>Everything since the begin, to the server's close.</summary>
    public async Task<(WebSocketCloseStatus? Status, string Text)> ReadToCloseAsync()
    {
        while (await ReadAsync())
        {
        }
        return (_socket.CloseStatus, Text);
    }

    /// <summary>Closes as the protocol has it.</summary>
    public async Task CloseAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> ReadAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var buffer = new byte[16 << 10];
        var received = await _socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
        if (received.MessageType == WebSocketMessageType.Close)
            return false;
        Received = received.MessageType;
        _read.Write(buffer, 0, received.Count);
        return true;
    }

    private static SocketsHttpHandler Handler(EngineProcess engine) => new()
    {
        ConnectCallback = async (_, cancellationToken) => new NetworkStream(await engine.ConnectAsync(cancellationToken), ownsSocket: true),
    };
}
