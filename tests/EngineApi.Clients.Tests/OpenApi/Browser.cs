using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.OpenApi;

/// <summary>
/// One page of a headless Chromium, driven over its DevTools protocol. It notes each address that the page asks for and each complaint
/// of the browser. Disposing ends the browser and deletes its profile.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly string _profile = Directory.CreateTempSubdirectory("ea-browser-").FullName;
    private readonly ClientWebSocket _devTools = new();
    private readonly List<string> _requests = [];
    private readonly List<string> _complaints = [];
    private Process? _process;
    private int _lastId;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static string? Missing => Tools.PathOf("chromium") is null ? "chromium is not installed" : null;

    /// <summary>Every address that was asked for, those of data excepted.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Errors of the console, refusals by the page's policy among them.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<Browser> StartAsync()
    {
        var browser = new Browser();
        browser.Launch();
        await browser.ConnectAsync();
        return browser;
    }

    public async Task OpenAsync(string address) => await CallAsync("Page.navigate", new() { ["url"] = address });

    /// <summary>The value of an expression of JavaScript, as text.</summary>
    public async Task<string> ReadAsync(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new() { ["expression"] = $"String({expression})", ["awaitPromise"] = true });
        return answer["exceptionDetails"] is { } thrown ? $"exception: {thrown.ToJsonString()}" : (string)answer["result"]!["value"]!;
    }

    /// <summary>Clicks what a selector of CSS finds, once it is there.</summary>
    public Task ClickAsync(string selector) => BecomesAsync(
        $"(e => e && !e.disabled ? (e.scrollIntoView(), e.click(), true) : false)(document.querySelector({JsonSerializer.Serialize(selector)}))");

    /// <summary>Waits until an expression of JavaScript is true.</summary>
    public Task BecomesAsync(string expression) =>
        Eventually.BecomesTrueAsync(async () => await ReadAsync(expression) is "true", TimeSpan.FromSeconds(120), expression);

    /// <summary>What the page looks like, as PNG.</summary>
    public async Task<byte[]> ScreenshotAsync() =>
        Convert.FromBase64String((string)(await CallAsync("Page.captureScreenshot", []))["data"]!);

    public async ValueTask DisposeAsync()
    {
        _devTools.Dispose();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }
        // Its helpers may write for a moment more.
        await Eventually.PollAsync(() =>
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
                return Task.FromResult(true);
            }
            catch (IOException)
            {
                return Task.FromResult(false);
            }
        });
    }

    private void Launch()
    {
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--window-size=1280,1000", "--remote-debugging-port=0", "--user-data-dir=" + _profile, "about:blank",
        ];
        _process = Process.Start(new ProcessStartInfo(Tools.PathOf("chromium")!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task ConnectAsync()
    {
        var port = "";
        var file = Path.Combine(_profile, "DevToolsActivePort");
        await Eventually.BecomesTrueAsync(
            () => File.Exists(file) && (port = File.ReadLines(file).FirstOrDefault("")).Length > 0, TimeSpan.FromSeconds(120), "chromium listens");
        using var http = new HttpClient();
        JsonNode? page = null;
        await Eventually.BecomesTrueAsync(
            async () => (page = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list"), Token))!.AsArray()
                .FirstOrDefault(static target => (string?)target!["type"] is "page")) is not null,
            what: "chromium shows a page");
        await _devTools.ConnectAsync(new Uri((string)page!["webSocketDebuggerUrl"]!), Token);
        foreach (var domain in new[] { "Page", "Network", "Log", "Runtime" })
            await CallAsync(domain + ".enable", []);
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        var id = ++_lastId;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _devTools.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, Token);
        while (true)
        {
            var message = await ReceiveAsync();
            if ((int?)message["id"] == id)
            {
                Assert.True(message["error"] is null, $"{method}: {message["error"]?.ToJsonString()}");
                return message["result"]!;
            }
            Note(message);
        }
    }

    private void Note(JsonNode message)
    {
        var told = message["params"];
        switch ((string?)message["method"])
        {
            case "Network.requestWillBeSent" when (string)told!["request"]!["url"]! is var url && !url.StartsWith("data:", StringComparison.Ordinal):
                _requests.Add(url);
                break;
            case "Log.entryAdded" when (string?)told!["entry"]!["level"] is "error":
                _complaints.Add((string)told["entry"]!["text"]!);
                break;
            case "Runtime.exceptionThrown":
                _complaints.Add(told!["exceptionDetails"]!.ToJsonString());
                break;
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var whole = new MemoryStream();
        var part = new byte[64 * 1024];
        while (true)
        {
            var received = await _devTools.ReceiveAsync(part, Token);
            Assert.True(received.MessageType == WebSocketMessageType.Text, string.Create(CultureInfo.InvariantCulture, $"chromium said {received.MessageType}"));
            whole.Write(part, 0, received.Count);
            if (received.EndOfMessage) return JsonNode.Parse(whole.ToArray())!;
        }
    }
}
