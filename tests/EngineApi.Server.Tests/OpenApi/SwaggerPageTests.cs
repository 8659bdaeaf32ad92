using System.IO.Compression;

namespace EngineApi.Server.Tests.OpenApi;

/// <summary>The document on every listener, the page on TCP only. A browser's view is in the tests with clients.</summary>
public sealed class SwaggerPageTests
{
    private static Task<TestGateway> StartAsync() =>
        TestGateway.StartAsync(adjust: static options => options with { Hosts = [TestGateway.AnyTcp, .. options.Hosts] });

    private static async Task<Answer> GetAsync(TestGateway gateway, string path, string headers = "Host: 127.0.0.1\r\n")
    {
        using var client = await RawClient.ConnectAsync(gateway.TcpEndpoint);
        await client.SendAsync($"GET {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n");
        return Answer.Parse(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task The_document_is_served_as_it_is_committed_plain_and_compressed()
    {
        var committed = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "openapi", "v1.51.json"), TestContext.Current.CancellationToken);
        await using var gateway = await StartAsync();
        var plain = await gateway.SendAsync("GET", "/openapi/v1.51.json");
        Assert.Equal((200, "application/json; charset=utf-8"), (plain.Status, plain.Headers["Content-Type"]));
        Assert.Equal(committed, plain.Text);

        var compressed = await GetAsync(gateway, "/openapi/v1.51.json", "Host: 127.0.0.1\r\nAccept-Encoding: gzip, br\r\n");
        Assert.Equal((200, "gzip"), (compressed.Status, compressed.Headers["Content-Encoding"]));
        await using var unpacked = new GZipStream(new MemoryStream(compressed.Body), CompressionMode.Decompress);
        Assert.Equal(committed, await new StreamReader(unpacked).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_page_is_there_and_loads_nothing_from_elsewhere()
    {
        await using var gateway = await StartAsync();
        var bare = await GetAsync(gateway, "/swagger");
        Assert.Equal((301, "swagger/index.html"), (bare.Status, bare.Headers["Location"]));

        var page = await GetAsync(gateway, "/swagger/index.html");
        Assert.Equal(200, page.Status);
        Assert.StartsWith("text/html", page.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("default-src 'none'; script-src 'self'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("://", page.Text, StringComparison.Ordinal);
        Assert.Contains("/openapi/v1.51.json", (await GetAsync(gateway, "/swagger/index.js")).Text, StringComparison.Ordinal);
        foreach (var (file, type) in new[] { ("swagger-ui-bundle.js", "text/javascript"), ("swagger-ui-standalone-preset.js", "text/javascript"), ("swagger-ui.css", "text/css") })
        {
            var asset = await GetAsync(gateway, "/swagger/" + file);
            Assert.Equal(200, asset.Status);
            Assert.StartsWith(type, asset.Headers["Content-Type"], StringComparison.Ordinal);
        }
        Assert.Equal("{\"message\":\"page not found\"}", (await GetAsync(gateway, "/swagger/no-such-file.js")).Text.TrimEnd());
    }

    [Theory]
    [InlineData("/swagger")]
    [InlineData("/swagger/index.html")]
    public async Task Where_no_browser_comes_there_is_no_page(string path)
    {
        await using var gateway = await StartAsync();
        var answer = await gateway.SendAsync("GET", path);
        Assert.Equal((404, "{\"message\":\"page not found\"}"), (answer.Status, answer.Text.TrimEnd()));
    }

    [Fact]
    public async Task Under_a_foreign_name_there_is_none_either()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(403, (await GetAsync(gateway, "/swagger/index.html", "Host: rebound.example.com\r\n")).Status);
        Assert.Equal(403, (await GetAsync(gateway, "/openapi/v1.51.json", "Host: 127.0.0.1\r\nOrigin: https://example.com\r\n")).Status);
    }
}
