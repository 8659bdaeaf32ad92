using System.Net;
using System.Text.Json.Nodes;
using EngineApi.Testing;
using Xunit;

// Not EngineApi.Clients.Tests.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Clients.Tests;

/// <summary><c>docker system df</c>, of a few objects among those of the tests beside it.</summary>
public sealed class DiskUsageTests(EngineProcess engine)
{
    private const int Bytes = 3_000_000;

    private readonly DockerCli _docker = new(engine);
    private readonly string _name = Unique.Name();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_tells_what_each_object_takes_and_the_command_shows_it()
    {
        var layer = await TestLayer.BusyboxAsync(new Dictionary<string, string> { ["/unique"] = _name });
        var id = (await _docker.RunWithInputAsync(layer.Tar, "import", "-", _name)).Ok();
        await _docker.OkAsync(
            "run", "--name", _name, "--network", "none", "-v", _name + ":/data", _name, "sh", "-c", $"head -c {Bytes} /dev/zero | tee /own > /data/file");
        var child = await _docker.OkAsync("commit", _name, _name + ":child");

        var usage = await ReadAsync("/system/df");
        var image = Of(usage, "Images", "Id", id);
        Assert.Equal((1, image["Size"]!.GetValue<long>()), (image["Containers"]!.GetValue<int>(), image["SharedSize"]!.GetValue<long>()));
        var committed = Of(usage, "Images", "Id", child);
        Assert.Equal(image["Size"]!.GetValue<long>(), committed["SharedSize"]!.GetValue<long>());
        Assert.InRange(committed["Size"]!.GetValue<long>() - image["Size"]!.GetValue<long>(), Bytes, 2 * Bytes);
        Assert.Null(image["RepoDigests"]);
        Assert.InRange(usage["LayersSize"]!.GetValue<long>(), committed["Size"]!.GetValue<long>(), long.MaxValue);

        var container = usage["Containers"]!.AsArray().Single(one => one!["Names"]![0]!.GetValue<string>() == "/" + _name)!;
        Assert.InRange(container["SizeRw"]!.GetValue<long>(), Bytes, 2 * Bytes);
        Assert.Equal(image["Size"]!.GetValue<long>() + container["SizeRw"]!.GetValue<long>(), container["SizeRootFs"]!.GetValue<long>());
        Assert.StartsWith("Exited (0)", container["Status"]!.GetValue<string>(), StringComparison.Ordinal);
        var volume = Of(usage, "Volumes", "Name", _name)["UsageData"]!;
        Assert.Equal((Bytes, 1), (volume["Size"]!.GetValue<long>(), volume["RefCount"]!.GetValue<int>()));
        Assert.Empty(usage["BuildCache"]!.AsArray());

        Assert.Contains("Local Volumes", await _docker.OkAsync("system", "df"), StringComparison.Ordinal);
        Assert.Matches($@"{_name}\s+1\s+3MB", await _docker.OkAsync("system", "df", "-v"));
        await _docker.OkAsync("rm", _name);
        await _docker.OkAsync("volume", "rm", _name);
        await _docker.OkAsync("rmi", _name + ":child", _name);
    }

    [Theory]
    [InlineData("image", "Images")]
    [InlineData("container", "Containers")]
    [InlineData("volume", "Volumes")]
    [InlineData("build-cache", "BuildCache")]
    public async Task Only_the_types_that_were_asked_for_are_measured(string type, string member)
    {
        var usage = await ReadAsync("/system/df?type=" + type);
        foreach (var other in (string[])["Images", "Containers", "Volumes", "BuildCache"])
            Assert.Equal(other == member, usage[other] is JsonArray);
        Assert.Equal(type == "image", usage["LayersSize"]!.GetValue<long>() > 0);
    }

    [Fact]
    public async Task A_type_that_is_none_is_refused()
    {
        using var answer = await engine.Http.GetAsync(new Uri("/system/df?type=image&type=network", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("unknown object type: network", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private async Task<JsonNode> ReadAsync(string path) =>
        JsonNode.Parse(await engine.Http.GetStringAsync(new Uri(path, UriKind.Relative), Stop))!;

    private static JsonNode Of(JsonNode usage, string list, string key, string value) =>
        usage[list]!.AsArray().Single(one => one![key]!.GetValue<string>() == value)!;
}
