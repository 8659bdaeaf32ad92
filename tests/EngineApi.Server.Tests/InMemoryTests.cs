using System.Net;
using System.Text;
using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Engine;
using EngineApi.Server.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace EngineApi.Server.Tests;

/// <summary>
/// Routing, versions and errors of the program as it is put together, in this process and without a socket. What needs a connection of
/// its own (hijacking, broken requests, headers of Kestrel's) is tried on a real socket, with <see cref="TestGateway"/>.
/// </summary>
public sealed class InMemoryTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("engineapi-");
    private readonly WebApplicationFactory<Gateway> _factory;
    private readonly HttpClient _client;

    /// <summary>Ready at once, with a containerd that nothing here gets to.</summary>
    public InMemoryTests()
    {
        _factory = new WebApplicationFactory<Gateway>().WithWebHostBuilder(host => host.ConfigureTestServices(parts =>
        {
            parts.AddSingleton<EngineReady>(static () => Task.CompletedTask);
            parts.AddSingleton(new ContainerdClient("/nowhere.sock", "none"));
            parts.AddSingleton(new EngineOptions { DataRoot = Path.Combine(_root.FullName, "data"), ExecRoot = Path.Combine(_root.FullName, "exec") });
        }));
        _client = _factory.CreateClient();
    }

    [Theory]
    [InlineData("GET", "/nothing")]
    [InlineData("PUT", "/containers/json")]
    [InlineData("GET", "/vX/info")]
    [InlineData("GET", "/Containers/json")]
    [InlineData("GET", "/containers/json/")]
    public async Task What_is_no_route_is_no_page(string method, string path)
    {
        var (status, text) = await SendAsync(method, path);
        Assert.Equal((HttpStatusCode.NotFound, """{"message":"page not found"}"""), (status, text.Trim()));
    }

    [Theory]
    [InlineData("/v1.52/containers/json", "client version 1.52 is too new. Maximum supported API version is 1.51")]
    [InlineData("/v1.12/containers/json", "client version 1.12 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version")]
    public async Task A_version_that_is_not_spoken_is_refused(string path, string message)
    {
        var (status, text) = await SendAsync("GET", path);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(message, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/v1.24")]
    [InlineData("/v1.51")]
    public async Task Every_answer_says_what_is_spoken(string version)
    {
        using var answer = await _client.GetAsync(new Uri(version + "/containers/json", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("[]", (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim());
        Assert.Equal("1.51", Assert.Single(answer.Headers.GetValues("Api-Version")));
        Assert.Equal("linux", Assert.Single(answer.Headers.GetValues("Ostype")));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("GET", "/containers/zz/json", "", 404, "No such container: zz")]
    [InlineData("POST", "/containers/zz/start", "", 404, "No such container: zz")]
    [InlineData("DELETE", "/containers/json", "", 404, "No such container: json")]
    [InlineData("GET", "/networks/zz", "", 404, "network zz not found")]
    [InlineData("GET", "/volumes/zz", "", 404, "get zz: no such volume")]
    [InlineData("GET", "/exec/zz/json", "", 404, "No such exec instance: zz")]
    [InlineData("GET", "/containers/json?limit=x", "", 500, "strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("GET", "/containers/json?filters=x", "", 400, "invalid filter")]
    [InlineData("GET", "/volumes?filters=x", "", 400, "error reading volume filters: invalid filter")]
    [InlineData("POST", "/containers/create", "{", 400, "invalid JSON: unexpected EOF")]
    [InlineData("POST", "/containers/create", "{}", 400, "config cannot be empty in order to create a container")]
    [InlineData("POST", "/networks/create", """{"Name":"x","IPAM":{"Config":[{"Subnet":"bad"}]}}""", 400, "invalid network config:\ninvalid subnet bad: invalid CIDR block notation")]
    [InlineData("GET", "/nodes", "", 503, "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.")]
    public async Task An_error_has_dockers_status_and_words(string method, string path, string body, int status, string message)
    {
        var (actual, text) = await SendAsync(method, path, body);
        using var json = JsonDocument.Parse(text);
        Assert.Equal((status, message), ((int)actual, json.RootElement.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task What_is_not_there_names_itself()
    {
        var (status, text) = await SendAsync("POST", "/build");
        Assert.Equal(HttpStatusCode.NotImplemented, status);
        Assert.Contains("is not supported by engineapi", text, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(string method, string path, string body = "")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _client.Dispose();
        _factory.Dispose();
        _root.Delete(recursive: true);
    }
}
