using EngineApi.Clients.Tests.Listeners;
using Xunit;

namespace EngineApi.Clients.Tests.OpenApi;

/// <summary>The page as a person uses it: in a real browser, over TCP, against a gateway of its own.</summary>
public sealed class SwaggerPageTests : IAsyncLifetime
{
    private const string Assembly = "Swashbuckle.AspNetCore.SwaggerUI.dll";

    private readonly int _port = FreePort.Find();
    private readonly EngineProcess _engine;

    public SwaggerPageTests() => _engine = new() { Hosts = engine => [engine.DockerHost, $"tcp://127.0.0.1:{_port}"] };

    public async ValueTask InitializeAsync()
    {
        if (Browser.Missing is null) await _engine.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Operations_can_be_read_and_tried()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        Assert.DoesNotContain(Assembly, await MapsAsync(), StringComparison.Ordinal);

        await using var browser = await Browser.StartAsync();
        await browser.OpenAsync($"http://127.0.0.1:{_port}/swagger");
        await browser.BecomesAsync("document.querySelectorAll('.opblock').length >= 38");

        await TryAsync(browser, "System-SystemVersion", "200");
        Assert.Contains("\"ApiVersion\": \"1.51\"", await AnswerAsync(browser, "System-SystemVersion"), StringComparison.Ordinal);

        // As it stands: the example is the body that is sent.
        await TryAsync(browser, "Containers-ContainerCreate", "201");
        var made = await new DockerCli(_engine).OkAsync("ps", "-aq", "--no-trunc");
        Assert.Contains(made, await AnswerAsync(browser, "Containers-ContainerCreate"), StringComparison.Ordinal);

        await TryAsync(browser, "Containers-ContainerList", "200");
        Assert.DoesNotContain(made, await AnswerAsync(browser, "Containers-ContainerList"), StringComparison.Ordinal);
        await Shown(browser);

        Assert.All(browser.Requests, request => Assert.StartsWith($"http://127.0.0.1:{_port}/", request, StringComparison.Ordinal));
        Assert.Empty(browser.Complaints);
        Assert.Contains(Assembly, await MapsAsync(), StringComparison.Ordinal);
    }

    /// <summary>Opens an operation, sends it as the page fills it in, and waits for the status.</summary>
    private static async Task TryAsync(Browser browser, string operation, string status)
    {
        var block = $"#operations-{operation}";
        await browser.ClickAsync(block + " .opblock-summary-control");
        await browser.ClickAsync(block + " .try-out__btn");
        await browser.ClickAsync(block + " .execute");
        var shown = $"document.querySelector('{block} .live-responses-table tbody .response-col_status')";
        await browser.BecomesAsync($"!!{shown}");
        Assert.Equal(status, await browser.ReadAsync($"{shown}.innerText.trim().split(/\\s/)[0]"));
    }

    private static Task<string> AnswerAsync(Browser browser, string operation) =>
        browser.ReadAsync($"document.querySelector('#operations-{operation} .live-responses-table .highlight-code').innerText");

    /// <summary>For a person who wants to see it: set SCREENSHOT to the path of a PNG.</summary>
    private static async Task Shown(Browser browser)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOT") is { Length: > 0 } path)
            await File.WriteAllBytesAsync(path, await browser.ScreenshotAsync(), TestContext.Current.CancellationToken);
    }

    private Task<string> MapsAsync() => File.ReadAllTextAsync($"/proc/{_engine.Pid}/maps", TestContext.Current.CancellationToken);
}
