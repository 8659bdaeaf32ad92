using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EngineApi.Clients.Tests.Ancestors;
using EngineApi.Clients.Tests.Images;
using Xunit;

namespace EngineApi.Clients.Tests.Events;

/// <summary>
/// Every event with all its attributes, beside what dockerd 20.10.24 published for the same calls, and 28.5.2 where it publishes more
/// (<c>execDuration</c>, an image's <c>create</c>). dockerd lets a container that is committed go on only after the commit's events.
/// </summary>
public sealed partial class EventAttributesTests(EngineProcess engine)
{
    private readonly Api _api = new(engine);
    private readonly string _name = Unique.Name();

    [Fact]
    public async Task Of_a_container()
    {
        await using var container = await ApiContainer.CreateAsync(_api, ["sh", "-c", "trap '' USR1 USR2; echo ready; while :; do sleep 0.05; done"], """ "Labels": {"l": "v"} """);
        await container.PostAsync("/rename?name=" + _name);
        await container.PostAsync("/start");
        await container.SaysAsync("ready");
        await container.PostAsync("/pause");
        await container.PostAsync("/unpause");
        await container.ExecAsync("true");
        await container.ExecAsync("sh", "-c", "exit 3");
        await container.PostAsync("/resize?h=20&w=30");
        await container.PostAsync("/update", """{"PidsLimit": 100}""");
        await container.GetAsync("/top");
        await container.PostAsync($"/rename?name={_name}-2");
        await container.PostAsync("/rename?name=" + _name);
        await ReadAsync(container.Path + "/archive?path=/etc/passwd");
        using (var tar = new ByteArrayContent(new byte[1024]))
            Assert.Equal(200, (await _api.AnswerAsync(HttpMethod.Put, container.Path + "/archive?path=/tmp", tar)).Status);
        await ReadAsync(container.Path + "/export");
        await _api.PostAsync($"/commit?container={container.Id}&repo={_name}&tag=c&comment=com&author=me", "{}");
        var dangling = (string)(await _api.PostAsync("/commit?container=" + container.Id, "{}"))!["Id"]!;
        await container.PostAsync("/kill?signal=USR1");
        await container.PostAsync("/kill?signal=12");
        await container.PostAsync("/restart?t=1");
        await container.PostAsync("/stop?t=1");
        await container.PostAsync("/start");
        await container.PostAsync("/kill");
        await container.WaitAsync();
        await container.RemoveAsync();
        await _api.DeleteAsync($"/images/{_name}:c");
        await _api.DeleteAsync("/images/" + dangling);

        string[] expected =
        [
            "create", "rename oldName=/OTHER", "start", "pause", "unpause",
            "exec_create: true  execID=ID", "exec_start: true  execID=ID", "exec_die execID=ID exitCode=0",
            "exec_create: sh -c exit 3 execID=ID", "exec_start: sh -c exit 3 execID=ID", "exec_die execID=ID exitCode=3",
            "resize height=20 width=30", "update", "top", "rename oldName=/NAME", "rename oldName=/NAME-2",
            "archive-path", "extract-to-dir", "export",
            "pause", "unpause", "commit comment=com imageID=ID imageRef=NAME:c", "pause", "unpause", "commit comment= imageID=ID imageRef=",
            "kill signal=10", "kill signal=12",
            "kill signal=15", "kill signal=9", "die execDuration=N exitCode=137", "stop", "start", "restart",
            "kill signal=15", "kill signal=9", "die execDuration=N exitCode=137", "stop",
            "start", "kill signal=9", "die execDuration=N exitCode=137", "destroy",
        ];
        var events = await container.EventsAsync("destroy");
        Assert.Equal(expected, events.Select(told => Told(told, except: ["image", "name", "l"])));
        Assert.All(events, told =>
        {
            Assert.Equal(BusyboxImage.Name, (string)told["Actor"]!["Attributes"]!["image"]!);
            Assert.Equal("v", (string)told["Actor"]!["Attributes"]!["l"]!);
            Assert.Equal(["status", "id", "from", "Type", "Action", "Actor", "scope", "time", "timeNano"], told.AsObject().Select(member => member.Key));
            Assert.Equal(((string)told["Action"]!, container.Id, BusyboxImage.Name, "local"), ((string)told["status"]!, (string)told["id"]!, (string)told["from"]!, (string)told["scope"]!));
            Assert.Equal((long)told["time"]!, (long)told["timeNano"]! / 1_000_000_000);
        });
        string[] names = [_name + "-2", _name];
        Assert.Equal(names, events.Where(told => (string)told["Action"]! == "rename").Skip(1).Select(told => (string)told["Actor"]!["Attributes"]!["name"]!));
    }

    [Fact]
    public async Task Of_what_is_attached_and_detached()
    {
        await using var container = await ApiContainer.StartAsync(_api, ["sh"], """ "Tty": true, "OpenStdin": true """);
        using (var stream = await HijackClient.PostAsync(engine, container.Path + "/attach?stream=1&stdin=1&stdout=1&detachKeys=ctrl-x,x"))
        {
            await stream.SendAsync("\u0018x");
            await stream.ReadAllAsync();
        }

        var exec = (string)(await container.PostAsync("/exec", """{"AttachStdin": true, "AttachStdout": true, "Tty": true, "DetachKeys": "ctrl-x,x", "Cmd": ["sh"]}"""))!["Id"]!;
        using (var stream = await HijackClient.PostAsync(engine, $"/exec/{exec}/start", """{"Tty": true}"""))
        {
            await stream.SendAsync("\u0018x");
            await stream.ReadAllAsync();
        }

        await container.RemoveAsync();
        var events = (await container.EventsAsync("destroy")).Select(told => Told(told, except: ["image", "name"])).ToList();
        Assert.Equal(
            ["create", "start", "attach", "detach", "exec_create: sh  execID=ID", "exec_start: sh  execID=ID", "exec_detach execID=ID"], events.Take(7));
        // Of two processes that are killed at once, either may be told of first.
        Assert.Equal(
            ["destroy", "die execDuration=N exitCode=137", "exec_die execID=ID exitCode=137", "kill signal=9"], events.Skip(7).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_ends_that_come_by_themselves()
    {
        await using var oom = await ApiContainer.StartAsync(_api, ["tail", "/dev/zero"], host: """ "Memory": 8388608, "MemorySwap": 8388608 """);
        await using var restarted = await ApiContainer.StartAsync(_api, ["sh", "-c", "exit 5"], host: """ "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 1} """);
        await using var healthy = await ApiContainer.StartAsync(_api, ["sleep", "1000"], """ "Healthcheck": {"Test": ["CMD-SHELL", "true"], "Interval": 100000000} """);
        Assert.Equal(["create", "start", "oom", "die execDuration=N exitCode=137"], await OfAsync(oom, "die"));
        await restarted.BecomesAsync("exited");
        await restarted.RemoveAsync();
        Assert.Equal(
            ["create", "start", "die execDuration=N exitCode=5", "start", "die execDuration=N exitCode=5", "destroy"], await OfAsync(restarted, "destroy"));
        Assert.Equal(
            ["create", "start", "exec_create: /bin/sh -c true execID=ID", "exec_start: /bin/sh -c true execID=ID", "exec_die execID=ID exitCode=0", "health_status: healthy"],
            await OfAsync(healthy, "health_status: healthy"));
    }

    [Fact]
    public async Task Of_images()
    {
        var since = DateTimeOffset.UtcNow;
        var image = Unique.Name();
        await using (var container = await ApiContainer.CreateAsync(_api, ["true"], $$""" "Labels": {"of": "{{image}}"} """))
            await _api.PostAsync($"/commit?container={container.Id}&repo={image}", "{}");
        await _api.PostAsync($"/images/{image}/tag?repo={image}&tag=other");
        await _api.DeleteAsync($"/images/{image}:other");
        await _api.DeleteAsync("/images/" + image);
        using (var tar = new ByteArrayContent((await EngineApi.Testing.TestLayer.BusyboxAsync(new Dictionary<string, string> { ["/m"] = image })).Tar))
            Assert.Equal(200, (await _api.AnswerAsync(HttpMethod.Post, $"/images/create?fromSrc=-&repo={image}&changes=LABEL%20of%3D{image}", tar)).Status);
        await _api.DeleteAsync("/images/" + image);
        using (var tar = new ByteArrayContent(await SavedImage.TarAsync(image + ":1", $"""["{image}"]""")))
            Assert.Equal(200, (await _api.AnswerAsync(HttpMethod.Post, "/images/load", tar)).Status);
        var loaded = (string)(await _api.GetAsync($"/images/{image}:1/json"))!["Id"]!;
        await _api.DeleteAsync($"/images/{image}:1");
        await _api.PostAsync("/images/prune?filters=" + Uri.EscapeDataString($$"""{"label":["{{image}}"]}"""));

        // To the end of a second that has not come yet: milliseconds cut off what has just been told.
        var until = (DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeMilliseconds() / 1e3).ToString("F3", CultureInfo.InvariantCulture);
        var from = (since.ToUnixTimeMilliseconds() / 1e3).ToString("F3", CultureInfo.InvariantCulture);
        var lines = await engine.Http.GetStringAsync(new Uri($"/events?since={from}&until={until}&filters={Uri.EscapeDataString("""{"type":["image"]}""")}", UriKind.Relative));
        var all = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        // Other tests have images at the same time; ours are the loaded one, and those that were told of with our name or label.
        var ours = all.Where(told => told["Actor"]!.ToJsonString().Contains(image, StringComparison.Ordinal)).Select(told => (string?)told["id"]).Append(loaded).ToHashSet();
        string Told(JsonNode told) => EventAttributesTests.Told(told, except: []).Replace(image, "IMAGE", StringComparison.Ordinal);
        Assert.Equal(
            [
                "create name=ID of=IMAGE", "tag name=IMAGE:latest of=IMAGE", "tag name=IMAGE:other of=IMAGE", "untag name=ID of=IMAGE", "untag name=ID of=IMAGE", "delete name=ID",
                "tag name=IMAGE:latest of=IMAGE", "import name=ID of=IMAGE", "untag name=ID of=IMAGE", "delete name=ID",
                "load name=ID", "untag name=ID", "delete name=ID",
            ],
            all.Where(told => ours.Contains((string?)told["id"])).Select(Told));
        Assert.Contains(all, static told => (string)told["Action"]! == "prune" && (string)told["Actor"]!["ID"]! == "" && !told.AsObject().ContainsKey("id")
            && told["Actor"]!["Attributes"]!.ToJsonString() == """{"reclaimed":"0"}""");
    }

    private async Task ReadAsync(string path)
    {
        await using var body = await engine.Http.GetStreamAsync(new Uri(path, UriKind.Relative));
        await body.CopyToAsync(Stream.Null);
    }

    private async Task<IEnumerable<string>> OfAsync(ApiContainer container, string until) =>
        (await container.EventsAsync(until)).Select(told => Told(told, except: ["image", "name"]));

    /// <summary>The action and its attributes, with what changes from run to run made the same.</summary>
    private static string Told(JsonNode told, string[] except)
    {
        var attributes = told["Actor"]!["Attributes"]!.AsObject().Where(pair => !except.Contains(pair.Key)).Select(pair => $"{pair.Key}={Same(pair.Key, (string)pair.Value!)}");
        return string.Join(' ', [(string)told["Action"]!, .. attributes]);
    }

    private static string Same(string key, string value) => key switch
    {
        "execDuration" => Digits().Replace(value, "N"),
        "oldName" or "imageRef" when value.Length > 0 => OwnName().IsMatch(value) ? OwnName().Replace(value, "NAME") : "/OTHER",
        _ => Id().Replace(value, "ID"),
    };

    [GeneratedRegex("^[0-9]+$")]
    private static partial Regex Digits();

    [GeneratedRegex("t[0-9a-f]{12}")]
    private static partial Regex OwnName();

    [GeneratedRegex("^(sha256:)?[0-9a-f]{64}$")]
    private static partial Regex Id();
}
