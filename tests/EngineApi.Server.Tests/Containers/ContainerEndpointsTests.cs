using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace EngineApi.Server.Tests.Containers;

/// <summary>Routing, statuses and wording of what needs no running container.</summary>
public class ContainerEndpointsTests(GatewayFactory gateway) : IClassFixture<GatewayFactory>
{
    [Theory]
    [InlineData("GET", "/containers/zz/json", 404, "No such container: zz")]
    [InlineData("GET", "/v1.24/containers/zz/json", 404, "No such container: zz")]
    [InlineData("POST", "/containers/zz/start", 404, "No such container: zz")]
    [InlineData("POST", "/containers/zz/stop", 404, "No such container: zz")]
    [InlineData("POST", "/containers/zz/restart", 404, "No such container: zz")]
    [InlineData("POST", "/containers/zz/kill", 404, "No such container: zz")]
    [InlineData("POST", "/containers/zz/kill?signal=NOPE", 400, "cannot kill container: zz: invalid signal: NOPE")]
    [InlineData("POST", "/containers/zz/pause", 404, "No such container: zz")]
    [InlineData("POST", "/containers/zz/unpause", 404, "No such container: zz")]
    [InlineData("POST", "/containers/zz/rename?name=", 400, "Neither old nor new names may be empty")]
    [InlineData("POST", "/containers/zz/wait?condition=x", 404, "No such container: zz")]
    [InlineData("GET", "/containers/zz/logs", 400, "Bad parameters: you must choose at least one stream")]
    [InlineData("GET", "/containers/zz/logs?stdout=1", 404, "No such container: zz")]
    [InlineData("GET", "/containers/zz/top", 404, "No such container: zz")]
    [InlineData("DELETE", "/containers/json", 404, "No such container: json")]
    [InlineData("GET", "/containers/json?limit=x", 500, "strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("GET", "/containers/json?filters=garbage", 400, "invalid filter")]
    [InlineData("POST", "/build/prune", 501, "emptying the build cache (POST /build/prune) is not supported by engineapi yet")]
    [InlineData("PUT", "/containers/json", 404, "page not found")]
    public async Task A_request_that_cannot_be_carried_out_is_told_in_dockers_words(string method, string path, int status, string message)
    {
        gateway.MustRun();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        using var answer = await gateway.CreateClient().SendAsync(request);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(message, body.RootElement.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"Image":""", "invalid JSON: unexpected EOF")]
    [InlineData("", "invalid JSON: got EOF while reading request body")]
    [InlineData("{}", "config cannot be empty in order to create a container")]
    public async Task A_create_body_that_is_none_is_refused(string body, string message)
    {
        gateway.MustRun();
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await gateway.CreateClient().PostAsync(new Uri("/containers/create", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_empty_list_is_a_list()
    {
        gateway.MustRun();
        Assert.Equal("[]\n", await gateway.CreateClient().GetStringAsync(new Uri("/v1.51/containers/json?all=1", UriKind.Relative)));
    }
}
