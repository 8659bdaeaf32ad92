using System.Text.Json;

namespace EngineApi.Server.Tests.Conformance;

/// <summary>What clients get wrong: each mistake has one answer that says so, and the engine goes on.</summary>
public sealed class BadRequestsTests(BadRequestsTests.Given given) : IClassFixture<BadRequestsTests.Given>
{
    /// <summary>An engine with a container that runs, <c>bad</c>, and one that does not, <c>still</c>.</summary>
    public sealed class Given : IAsyncLifetime
    {
        public ConformanceEngine Engine { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Engine.InitializeAsync();
            if (EngineApi.Testing.Tools.WhatContainersMiss() is not null)
                return;
            Assert.Equal(201, (await Engine.PostAsync("/containers/create?name=bad", """{"Image":"busybox","Cmd":["sleep","300"],"Labels":{"a":"b"}}""")).Status);
            Assert.Equal(201, (await Engine.PostAsync("/containers/create?name=still", """{"Image":"busybox"}""")).Status);
            Assert.Equal(204, (await Engine.SendAsync("POST", "/containers/bad/start")).Status);
        }

        public ValueTask DisposeAsync() => Engine.DisposeAsync();
    }

    private const string Create = "/v1.44/containers/create";

    public static TheoryData<string, string, string?, int, string> Requests => new()
    {
        // Bodies.
        { "POST", Create, "", 400, "invalid JSON: got EOF while reading request body" },
        { "POST", Create, "[]", 400, "invalid JSON: json: cannot unmarshal array into Go value of type ContainerCreateRequest" },
        { "POST", Create, "null", 400, "config cannot be empty in order to create a container" },
        { "POST", Create, "{} {}", 400, "unexpected content after JSON" },
        { "POST", Create, """{"Image":5}""", 400, "invalid JSON: json: cannot unmarshal number 5 into Go struct field ContainerCreateRequest.Image of type string" },
        { "POST", Create, """{"Image":"busybox","Tty":"yes"}""", 400, "*cannot unmarshal string*Tty of type bool" },
        { "POST", Create, """{"Image":"busybox","HostConfig":{"Memory":"1g"}}""", 400, "*cannot unmarshal string*Memory of type int64" },
        { "POST", Create, """{"Image":"busybox","HostConfig":{"Memory":99999999999999999999}}""", 400, "*cannot unmarshal number 99999999999999999999*" },
        { "POST", Create, """{"Image":"busybox","HostConfig":[]}""", 400, "*cannot unmarshal array*" },
        { "POST", Create, """{"Image":"busybox","Env":"A=b"}""", 400, "*cannot unmarshal string*" },
        { "POST", Create, "{\"Image\":\"busy\u0001box\"}", 400, "invalid JSON: *" },
        { "POST", "/containers/bad/exec", """{"Cmd":5}""", 400, "*cannot unmarshal number*" },
        { "POST", "/containers/bad/exec", """{"Cmd":[]}""", 400, "No exec command specified" },
        { "POST", "/containers/bad/exec", """{"Cmd":["true"],"DetachKeys":"ctrl-1"}""", 400, "Invalid escape keys (ctrl-1) provided" },
        { "POST", "/exec/0123/start", """{"Detach":1}""", 400, "*cannot unmarshal number*" },

        // What a container may be.
        { "POST", Create, """{"Image":"UPPER"}""", 400, "invalid reference format: repository name (library/UPPER) must be lowercase" },
        { "POST", Create, """{"Image":"a b"}""", 400, "invalid reference format" },
        { "POST", Create, """{"Image":"nosuch"}""", 404, "No such image: nosuch:latest" },
        { "POST", Create + "?name=x", """{"Image":"busybox"}""", 400, "Invalid container name (x), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed" },
        { "POST", Create + "?name=-ab", """{"Image":"busybox"}""", 400, "Invalid container name (-ab), *" },
        { "POST", Create + "?name=a%00b", """{"Image":"busybox"}""", 400, "Invalid container name (*" },
        { "POST", Create + "?name=%2Fbad", """{"Image":"busybox"}""", 409, "Conflict. The container name \"/bad\" is already in use by container \"*" },
        { "POST", Create + "?platform=linux/s390x", """{"Image":"busybox"}""", 404, "image with reference busybox was found but does not provide the specified platform (linux/s390x)" },
        { "POST", Create + "?platform=a/b/c/d", """{"Image":"busybox"}""", 400, "\"a/b/c/d\": cannot parse platform specifier: invalid argument" },
        { "POST", Create, """{"Image":"busybox","HostConfig":{"Memory":1}}""", 400, "Minimum memory limit allowed is 6MB" },
        { "POST", Create, """{"Image":"busybox","HostConfig":{"Memory":-5}}""", 400, "Minimum memory limit allowed is 6MB" },
        { "POST", Create, """{"Image":"busybox","HostConfig":{"ShmSize":-1}}""", 400, "SHM size can not be less than 0" },
        { "POST", Create, """{"Image":"busybox","HostConfig":{"OomScoreAdj":5000}}""", 400, "Invalid value 5000, range for oom score adj is [-1000, 1000]" },
        { "POST", Create, """{"Image":"busybox","HostConfig":{"NanoCpus":-1}}""", 400, "range of CPUs is from 0.01 to *" },
        { "POST", Create, """{"Image":"busybox","HostConfig":{"RestartPolicy":{"Name":"often"}}}""", 400, "invalid restart policy: unknown policy 'often'; *" },
        { "POST", Create, """{"Image":"busybox","HostConfig":{"LogConfig":{"Type":"nosuch"}}}""", 400, "*nosuch*" },
        { "POST", Create, """{"Image":"busybox","WorkingDir":"rel"}""", 400, "the working directory 'rel' is invalid, it needs to be an absolute path" },
        { "POST", Create, """{"Image":"busybox","StopSignal":"NOPE"}""", 400, "invalid signal: NOPE" },

        // Which container.
        { "GET", "/containers/nosuch/json", null, 404, "No such container: nosuch" },
        { "GET", "/containers/%20/json", null, 404, "No such container:  " },
        { "GET", "/containers/..%2F..%2Fetc/json", null, 404, "No such container: ../../etc" },
        { "POST", "/containers/nosuch/start", null, 404, "No such container: nosuch" },
        { "POST", "/containers/nosuch/stop", null, 404, "No such container: nosuch" },
        { "POST", "/containers/nosuch/restart", null, 404, "No such container: nosuch" },
        { "POST", "/containers/nosuch/kill", null, 404, "No such container: nosuch" },
        { "POST", "/containers/nosuch/pause", null, 404, "No such container: nosuch" },
        { "POST", "/containers/nosuch/unpause", null, 404, "No such container: nosuch" },
        { "POST", "/containers/nosuch/rename?name=other", null, 404, "No such container: nosuch" },
        { "POST", "/containers/nosuch/resize?h=1&w=1", null, 404, "No such container: nosuch" },
        { "POST", "/containers/nosuch/wait", null, 404, "No such container: nosuch" },
        { "POST", "/containers/nosuch/attach?stream=1", null, 404, "No such container: nosuch" },
        { "GET", "/containers/nosuch/logs?stdout=1", null, 404, "No such container: nosuch" },
        { "GET", "/containers/nosuch/top", null, 404, "No such container: nosuch" },
        { "DELETE", "/containers/nosuch", null, 404, "No such container: nosuch" },
        { "GET", "/exec/nosuch/json", null, 404, "No such exec instance: nosuch" },
        { "POST", "/exec/nosuch/start", "{}", 404, "No such exec instance: nosuch" },
        { "POST", "/exec/nosuch/resize?h=1&w=1", null, 404, "No such exec instance: nosuch" },
        { "POST", "/containers/bad/rename?name=still", null, 409, "Conflict. The container name \"/still\" is already in use by container *" },
        { "POST", "/containers/bad/rename?name=%2F", null, 400, "Neither old nor new names may be empty" },
        { "POST", "/containers/bad/rename?name=.x", null, 400, "Invalid container name (.x), *" },
        { "POST", "/containers/still/pause", null, 409, "container * is not running" },
        { "POST", "/containers/still/resize?h=1&w=1", null, 409, "container * is not running" },
        { "POST", "/containers/still/start", "{\"HostConfig\":{}}", 400, "starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24" },
        { "POST", "/containers/still/start?checkpoint=cp", null, 404, "checkpoint cp does not exist for container still" },
        { "POST", "/containers/still/start?checkpoint=..%2F..%2Fbad", null, 400, "Invalid checkpoint ID (../../bad), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed" },
        { "POST", "/containers/still/start?checkpoint=cp&checkpoint-dir=rel", null, 400, "the checkpoint directory 'rel' is invalid, it needs to be an absolute path" },

        // Checkpoints.
        { "POST", "/containers/nosuch/checkpoints", """{"CheckpointID":"cp"}""", 404, "No such container: nosuch" },
        { "POST", "/containers/still/checkpoints", """{"CheckpointID":"cp"}""", 409, "container * is not running" },
        { "POST", "/containers/bad/checkpoints", """{"CheckpointID":"a/b"}""", 400, "Invalid checkpoint ID (a/b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed" },
        { "POST", "/containers/bad/checkpoints", "{}", 400, "Invalid checkpoint ID (), *" },
        { "POST", "/containers/bad/checkpoints", """{"CheckpointID":5}""", 400, "*cannot unmarshal number*" },
        { "POST", "/containers/bad/checkpoints", """{"CheckpointID":"cp","CheckpointDir":"rel"}""", 400, "the checkpoint directory 'rel' is invalid, *" },
        { "POST", "/containers/bad/checkpoints", """{"CheckpointID":"sh","CheckpointDir":"/bin"}""", 409, "cannot checkpoint container bad: /bin/sh exists and is not a directory" },
        { "GET", "/containers/nosuch/checkpoints", null, 404, "No such container: nosuch" },
        { "GET", "/containers/bad/checkpoints?dir=/nosuch", null, 404, "checkpoint directory /nosuch does not exist" },
        { "DELETE", "/containers/nosuch/checkpoints/cp", null, 404, "No such container: nosuch" },
        { "DELETE", "/containers/bad/checkpoints/cp", null, 404, "checkpoint cp does not exist for container bad" },
        { "DELETE", "/containers/bad/checkpoints/..%2F..%2Fstill", null, 400, "Invalid checkpoint ID (../../still), *" },
        // What is there, and is no checkpoint, is nobody's to remove.
        { "DELETE", "/containers/bad/checkpoints/local?dir=/usr", null, 404, "checkpoint local does not exist for container bad" },

        // Numbers.
        { "POST", "/containers/bad/resize", null, 400, "invalid resize height \"\": invalid syntax" },
        { "POST", "/containers/bad/resize?h=x&w=1", null, 400, "invalid resize height \"x\": invalid syntax" },
        { "POST", "/containers/bad/resize?h=1&w=-1", null, 400, "invalid resize width \"-1\": value out of range" },
        { "POST", "/containers/bad/resize?h=99999999999&w=1", null, 400, "invalid resize height \"99999999999\": value out of range" },
        { "POST", "/containers/bad/stop?t=x", null, 400, "strconv.Atoi: parsing \"x\": invalid syntax" },
        { "POST", "/containers/bad/stop?t=99999999999999999999", null, 400, "strconv.Atoi: parsing \"99999999999999999999\": value out of range" },
        { "POST", "/containers/bad/stop?signal=NOPE", null, 400, "invalid signal: NOPE" },
        { "POST", "/containers/bad/restart?t=1.5", null, 400, "strconv.Atoi: parsing \"1.5\": invalid syntax" },
        { "POST", "/containers/bad/kill?signal=0", null, 400, "cannot kill container: bad: invalid signal: 0" },
        { "POST", "/containers/bad/kill?signal=65", null, 400, "cannot kill container: bad: invalid signal: 65" },
        { "GET", "/containers/json?limit=99999999999999999999", null, 500, "strconv.Atoi: parsing \"99999999999999999999\": value out of range" },
        { "GET", "/containers/bad/logs?stdout=1&since=yesterday", null, 400, "*\"yesterday\"*" },
        { "GET", "/containers/bad/logs?stdout=1&until=1e9", null, 400, "*\"1e9\"*" },
        { "GET", "/events?since=x", null, 400, "*\"x\"*" },
        { "GET", "/events?until=99999999999999999999", null, 400, "*\"99999999999999999999\"*" },

        // Words.
        { "POST", "/containers/bad/wait?condition=later", null, 400, "invalid condition: \"later\"" },
        { "POST", "/containers/bad/attach?stream=1&stdout=1&detachKeys=ctrl-1", null, 400, "Invalid detach keys (ctrl-1) provided" },
        { "GET", "/containers/bad/top?ps_args=-o%20comm", null, 500, "Couldn't find PID field in ps output" },
        { "GET", "/containers/bad/top?ps_args=--nosuch", null, 500, "ps: *" },
        { "DELETE", "/containers/bad?link=1", null, 500, "Conflict, cannot remove the default link name of the container" },
        { "DELETE", "/containers/bad/alias?link=1", null, 404, "No such container: bad/alias" },

        // Filters.
        { "GET", "/containers/json?filters=%5B%5D", null, 400, "invalid filter" },
        { "GET", "/containers/json?filters=5", null, 400, "invalid filter" },
        { "GET", "/containers/json?filters=%7B%22status%22%3A%5B%22sleepy%22%5D%7D", null, 400, "invalid filter 'status=sleepy'" },
        { "GET", "/containers/json?filters=%7B%22exited%22%3A%5B%22x%22%5D%7D", null, 400, "invalid filter 'exited=x'" },
        { "GET", "/containers/json?filters=%7B%22before%22%3A%5B%22nosuch%22%5D%7D", null, 404, "No such container: nosuch" },
        { "GET", "/containers/json?filters=%7B%22status%22%3A%22running%22%7D", null, 400, "invalid filter" },
        { "GET", "/images/json?filters=garbage", null, 400, "invalid filter" },
        { "GET", "/images/json?filters=%7B%22nope%22%3A%5B%221%22%5D%7D", null, 400, "invalid filter 'nope'" },
        { "GET", "/images/json?filters=%7B%22dangling%22%3A%5B%22maybe%22%5D%7D", null, 400, "invalid filter 'dangling=[maybe]'" },
        { "GET", "/events?filters=garbage", null, 400, "invalid filter" },
        { "GET", "/events?filters=%7B%22nope%22%3A%5B%221%22%5D%7D", null, 400, "invalid filter 'nope'" },

        // Images.
        { "GET", "/images/nosuch/json", null, 404, "No such image: nosuch:latest" },
        { "GET", "/images/reg:5000/a/b:1/json", null, 404, "No such image: reg:5000/a/b:1" },
        { "GET", "/images/UPPER/json", null, 400, "invalid reference format: repository name (library/UPPER) must be lowercase" },
        { "GET", "/images/nosuch/history", null, 404, "No such image: nosuch:latest" },
        { "DELETE", "/images/nosuch", null, 404, "No such image: nosuch:latest" },
        { "DELETE", "/images/busybox", null, 409, "conflict: unable to remove repository reference \"busybox:latest\" (must force) - container * is using its referenced image *" },
        { "POST", "/images/nosuch/tag?repo=a&tag=b", null, 404, "No such image: nosuch:latest" },
        { "POST", "/images/busybox/tag?repo=a&tag=b%20c", null, 400, "invalid tag format" },
        { "POST", "/images/busybox/tag", null, 400, "*" },
        { "POST", "/images/create", null, 400, "nothing to make an image of: fromImage or fromSrc must be given" },
        { "POST", "/images/create?fromImage=BAD", null, 400, "invalid reference format: repository name (library/BAD) must be lowercase" },
        { "POST", "/images/create?fromImage=127.0.0.1:1/x&tag=1", null, 500, "Get \"http://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused" },
        { "POST", "/images/create?fromSrc=http://127.0.0.1:1/x", null, 500, "Get \"http://127.0.0.1:1/x\": dial tcp 127.0.0.1:1: connect: connection refused" },
        { "POST", "/images/create?fromSrc=-&repo=UPPER", "", 400, "invalid reference format: repository name (library/UPPER) must be lowercase" },
        { "POST", "/images/create?fromSrc=-&repo=imp", "this is no tar", 400, "*" },
        { "POST", "/images/create?fromSrc=-&repo=imp&changes=NOPE%20x", "", 400, "*NOPE*" },

        // Routes.
        { "GET", "/containers/bad", null, 404, "page not found" },
        { "PUT", "/containers/create", "{}", 404, "page not found" },
        { "GET", "/containers/", null, 404, "page not found" },
        { "GET", "/v1.52/info", null, 400, "client version 1.52 is too new. Maximum supported API version is 1.51" },
        { "GET", "/v1.51.1/info", null, 400, "client version 1.51.1 is too new. Maximum supported API version is 1.51" },
        { "GET", "/v999999999999.1/info", null, 400, "client version 999999999999.1 is too new. *" },
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task Mistake_is_answered_with(string method, string path, string? body, int status, string message)
    {
        given.Engine.MustRun();
        var answer = body is null ? await given.Engine.SendAsync(method, path) : await given.Engine.PostOrPutAsync(method, path, body);
        Assert.Equal((status, "application/json"), (answer.Status, answer.Headers["Content-Type"]));
        using var error = JsonDocument.Parse(answer.Body);
        Assert.Equal(["message"], error.RootElement.EnumerateObject().Select(static member => member.Name));
        Assert.EndsWith("}\n", answer.Text, StringComparison.Ordinal);
        Assert.True(Matches(message, error.RootElement.GetProperty("message").GetString()!), $"expected {message}, got {answer.Text}");
    }

    /// <summary>Whatever was refused has left nothing, and both containers are as they were.</summary>
    [Fact]
    public async Task Nothing_is_made_of_a_refused_create()
    {
        given.Engine.MustRun();
        foreach (var body in new[] { """{"Image":"busybox","HostConfig":{"Memory":1}}""", """{"Image":"nosuch"}""", "{" })
            Assert.InRange((await given.Engine.PostAsync(Create + "?name=refused", body)).Status, 400, 404);
        using var list = JsonDocument.Parse((await given.Engine.SendAsync("GET", "/containers/json?all=1")).Body);
        Assert.Equal(["/bad", "/still"], list.RootElement.EnumerateArray().Select(static c => c.GetProperty("Names")[0].GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(["running"], list.RootElement.EnumerateArray().Where(static c => c.GetProperty("Names")[0].GetString() == "/bad").Select(static c => c.GetProperty("State").GetString()!));
    }

    [Fact]
    public async Task Unknown_parameters_and_members_are_ignored()
    {
        given.Engine.MustRun();
        Assert.Equal(200, (await given.Engine.SendAsync("GET", "/containers/json?nosuch=1&all=maybe&limit=-1&size=0&filters=")).Status);
        Assert.Equal(200, (await given.Engine.SendAsync("GET", "/containers/bad/logs?stdout=1&tail=lots&follow=0&timestamps=no&nosuch")).Status);
        var created = await given.Engine.PostAsync(Create + "?name=&nosuch=1", """{"image":"busybox","NoSuch":{"a":[1]},"HostConfig":null,"NetworkingConfig":{}}""");
        Assert.Equal(201, created.Status);
        using var id = JsonDocument.Parse(created.Body);
        Assert.Equal(204, (await given.Engine.SendAsync("DELETE", $"/containers/{id.RootElement.GetProperty("Id").GetString()}?v=yes&nosuch=1")).Status);
    }

    /// <summary>More than any timer can wait, and more than fits.</summary>
    [Fact]
    public async Task Absurdly_long_waits_are_waits()
    {
        given.Engine.MustRun();
        Assert.Equal(201, (await given.Engine.PostAsync(Create + "?name=patient", """{"Image":"busybox","Cmd":["sleep","1000"],"StopSignal":"SIGKILL"}""")).Status);
        Assert.Equal(204, (await given.Engine.SendAsync("POST", "/containers/patient/start")).Status);
        Assert.Equal(204, (await given.Engine.SendAsync("POST", "/containers/patient/stop?t=2147483647")).Status);
        Assert.Equal(204, (await given.Engine.SendAsync("DELETE", "/containers/patient?force=1")).Status);

        using var watcher = await RawClient.ConnectAsync(given.Engine.Endpoint);
        await watcher.SendAsync("GET /events?until=9000000000 HTTP/1.1\r\nHost: d\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await watcher.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prefix_of_two_containers_is_ambiguous()
    {
        given.Engine.MustRun();
        var ids = new List<string>();
        // Seventeen ids cannot all begin differently.
        while (ids.GroupBy(static id => id[0]).All(static group => group.Count() < 2))
        {
            using var created = JsonDocument.Parse((await given.Engine.PostAsync(Create, """{"Image":"busybox"}""")).Body);
            ids.Add(created.RootElement.GetProperty("Id").GetString()!);
        }
        var shared = ids.GroupBy(static id => id[0]).First(static group => group.Count() > 1).Key;
        var answer = await given.Engine.SendAsync("GET", $"/containers/{shared}/json");
        Assert.Equal((400, $"{{\"message\":\"multiple IDs found with provided prefix: {shared}\"}}\n"), (answer.Status, answer.Text));
        Assert.Equal(200, (await given.Engine.SendAsync("GET", $"/containers/{ids[0][..20]}/json")).Status);
        foreach (var id in ids)
            Assert.Equal(204, (await given.Engine.SendAsync("DELETE", "/containers/" + id)).Status);
    }

    [Fact]
    public async Task Body_beyond_every_configuration_is_refused_and_the_connection_goes_on()
    {
        given.Engine.MustRun();
        using var client = await RawClient.ConnectAsync(given.Engine.Endpoint);
        var body = new string(' ', (16 << 20) + 1);
        await client.SendAsync($"POST {Create} HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        Assert.Contains("{\"message\":\"http: request body too large\"}", await client.ReadUntilAsync("}\n"), StringComparison.Ordinal);
        await client.SendAsync("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK", await client.ReadUntilAsync("\r\n\r\nOK"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD", "/containers/json", 404)]
    [InlineData("OPTIONS", "/containers/json", 200)]
    [InlineData("OPTIONS", "/nosuch", 200)]
    public async Task Other_methods_have_no_body(string method, string path, int status)
    {
        given.Engine.MustRun();
        var answer = await given.Engine.SendAsync(method, path);
        Assert.Equal((status, 0), (answer.Status, answer.Body.Length));
    }

    private static bool Matches(string pattern, string text)
    {
        var expression = string.Join(".*", pattern.Split('*').Select(global::System.Text.RegularExpressions.Regex.Escape));
        return global::System.Text.RegularExpressions.Regex.IsMatch(text, $"^{expression}$", global::System.Text.RegularExpressions.RegexOptions.Singleline);
    }
}
