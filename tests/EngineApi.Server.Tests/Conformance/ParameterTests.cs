using System.Text;
using System.Text.Json;

namespace EngineApi.Server.Tests.Conformance;

/// <summary>Parameters that the recorded requests do not use.</summary>
public sealed class ParameterTests(ConformanceEngine engine) : IClassFixture<ConformanceEngine>
{
    [Fact]
    public async Task Waits_end_with_the_exit_and_with_the_removal()
    {
        engine.MustRun();
        Assert.Equal(201, (await CreateAsync("auto", """{"Image":"busybox","Cmd":["sh","-c","exit 9"],"HostConfig":{"AutoRemove":true}}""")).Status);
        using var removed = await WaitAsync("auto", "removed");
        using var exited = await WaitAsync("auto", "next-exit");
        Assert.Equal(204, (await engine.SendAsync("POST", "/containers/auto/start")).Status);
        Assert.Contains("{\"StatusCode\":9}", await exited.ReadUntilAsync("}"), StringComparison.Ordinal);
        Assert.Contains("{\"StatusCode\":9}", await removed.ReadUntilAsync("}"), StringComparison.Ordinal);
        Assert.Equal(404, (await engine.SendAsync("GET", "/containers/auto/json")).Status);
    }

    [Fact]
    public async Task Wait_for_one_that_never_ran_ends_at_once_unless_it_is_for_the_next_exit()
    {
        engine.MustRun();
        Assert.Equal(201, (await CreateAsync("never", """{"Image":"busybox"}""")).Status);
        Assert.Equal("{\"StatusCode\":0}\n", (await engine.SendAsync("POST", "/containers/never/wait")).Text);
        using var removed = await WaitAsync("never", "removed");
        using var next = await WaitAsync("never", "next-exit");
        Assert.Equal(204, (await engine.SendAsync("DELETE", "/containers/never?v=1")).Status);
        Assert.Contains("\"StatusCode\":0", await removed.ReadUntilAsync("}"), StringComparison.Ordinal);
        Assert.Contains("\"StatusCode\":0", await next.ReadUntilAsync("}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stdout=1", "a\nc\n")]
    [InlineData("stderr=1", "b\n")]
    [InlineData("stdout=1&stderr=1&tail=1", "c\n")]
    [InlineData("stdout=1&stderr=1&tail=0", "")]
    [InlineData("stdout=1&tail=all&details=1", "color=red a\ncolor=red c\n")]
    [InlineData("stdout=1&until=1", "")]
    [InlineData("stdout=1&since=9000000000", "")]
    [InlineData("stdout=1&since=1h&follow=1", "a\nc\n")]
    public async Task Logs_are_what_was_asked_for(string query, string text)
    {
        engine.MustRun();
        const string Body = """{"Image":"busybox","Cmd":["sh","-c","echo a; usleep 50000; echo b >&2; usleep 50000; echo c"],"Labels":{"color":"red"},"HostConfig":{"LogConfig":{"Type":"json-file","Config":{"labels":"color"}}}}""";
        if ((await CreateAsync("logged", Body)).Status == 201)
        {
            Assert.Equal(204, (await engine.SendAsync("POST", "/containers/logged/start")).Status);
            Assert.Equal(200, (await engine.SendAsync("POST", "/containers/logged/wait")).Status);
        }
        Assert.Equal(text, Plain((await engine.SendAsync("GET", "/containers/logged/logs?" + query)).Body));
    }

    [Theory]
    [InlineData("all=1", "one two")]
    [InlineData("", "one")]
    [InlineData("limit=1", "two")]
    [InlineData("filters={\"name\":[\"^/o\"]}", "one")]
    [InlineData("filters={\"status\":[\"created\"]}", "two")]
    [InlineData("all=1&filters={\"label\":[\"k=v\"]}", "two")]
    [InlineData("all=1&filters={\"label\":{\"k\":true}}", "two")]
    [InlineData("all=1&filters={\"ancestor\":[\"busybox\"],\"name\":[\"one\",\"two\"]}", "one two")]
    [InlineData("all=1&filters={\"since\":[\"one\"]}", "two")]
    [InlineData("all=1&filters={\"before\":[\"two\"]}", "one")]
    [InlineData("all=1&filters={\"expose\":[\"80\"]}", "two")]
    [InlineData("all=1&filters={\"network\":[\"none\"]}", "one")]
    [InlineData("all=1&filters={\"health\":[\"healthy\"]}", "")]
    [InlineData("all=1&filters={\"is-task\":[\"true\"]}", "")]
    public async Task List_shows_what_was_asked_for(string query, string names)
    {
        engine.MustRun();
        if ((await CreateAsync("one", """{"Image":"busybox","Cmd":["sleep","300"],"HostConfig":{"NetworkMode":"none"}}""")).Status == 201)
        {
            Assert.Equal(204, (await engine.SendAsync("POST", "/containers/one/start")).Status);
            Assert.Equal(201, (await CreateAsync("two", """{"Image":"busybox","Labels":{"k":"v"},"ExposedPorts":{"80/tcp":{}}}""")).Status);
        }
        var path = "/containers/json?" + query.Replace("{", "%7B", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal);
        using var list = JsonDocument.Parse((await engine.SendAsync("GET", path)).Body);
        var found = list.RootElement.EnumerateArray().Select(static c => c.GetProperty("Names")[0].GetString()![1..]).Where(static n => n is "one" or "two");
        Assert.Equal(names, string.Join(' ', found.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("{\"type\":[\"image\"]}", "")]
    [InlineData("{\"container\":[\"seen\"],\"event\":[\"create\"]}", "create")]
    [InlineData("{\"container\":[\"seen\"]}", "create destroy")]
    [InlineData("{\"label\":[\"ev=1\"],\"type\":[\"container\"]}", "create destroy")]
    [InlineData("{\"container\":[\"seen\"],\"scope\":[\"swarm\"]}", "")]
    public async Task Events_are_what_was_asked_for(string filters, string actions)
    {
        engine.MustRun();
        var began = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        Assert.Equal(201, (await CreateAsync("seen", """{"Image":"busybox","Labels":{"ev":"1"}}""")).Status);
        Assert.Equal(204, (await engine.SendAsync("DELETE", "/containers/seen")).Status);
        var since = began.ToString("F3", global::System.Globalization.CultureInfo.InvariantCulture);
        var answer = await engine.SendAsync("GET", $"/events?since={since}&until=0s&filters={Uri.EscapeDataString(filters)}");
        var found = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
        {
            using var happened = JsonDocument.Parse(line);
            return happened.RootElement.GetProperty("Action").GetString();
        });
        Assert.Equal(actions, string.Join(' ', found));
    }

    [Theory]
    [InlineData("/v1.40/images/json?filter=busybox", 1)]
    [InlineData("/v1.40/images/json?filter=nosuch", 0)]
    [InlineData("/v1.44/images/json?filter=nosuch", 1)]
    [InlineData("/images/json?filters=%7B%22reference%22%3A%5B%22busy*%22%5D%7D", 1)]
    [InlineData("/images/json?filters=%7B%22dangling%22%3A%5B%22true%22%5D%7D", 0)]
    [InlineData("/images/json?filters=%7B%22until%22%3A%5B%221h%22%5D%7D", 0)]
    public async Task Images_are_what_was_asked_for(string path, int count)
    {
        engine.MustRun();
        using var list = JsonDocument.Parse((await engine.SendAsync("GET", path)).Body);
        Assert.Equal(count, list.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task Create_takes_the_platform_of_its_image()
    {
        engine.MustRun();
        var platform = "linux/" + global::System.Runtime.InteropServices.RuntimeInformation.OSArchitecture;
        Assert.Equal(201, (await engine.PostAsync($"/containers/create?name=here&platform={platform}", """{"Image":"busybox"}""")).Status);
        Assert.Equal(204, (await engine.SendAsync("DELETE", "/containers/here")).Status);
    }

    private Task<Answer> CreateAsync(string name, string body) => engine.PostAsync("/containers/create?name=" + name, body);

    /// <summary>A wait that the engine has begun.</summary>
    private async Task<RawClient> WaitAsync(string name, string condition)
    {
        var client = await RawClient.ConnectAsync(engine.Endpoint);
        await client.SendAsync($"POST /containers/{name}/wait?condition={condition} HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        return client;
    }

    private static string Plain(ReadOnlySpan<byte> frames)
    {
        var text = new StringBuilder();
        for (; frames.Length >= 8; )
        {
            var length = (frames[4] << 24) | (frames[5] << 16) | (frames[6] << 8) | frames[7];
            text.Append(Encoding.UTF8.GetString(frames.Slice(8, length)));
            frames = frames[(8 + length)..];
        }
        return text.ToString();
    }
}
