using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using EngineApi.Clients.Tests.Images;
using EngineApi.Containerd;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>Images come, are named, and go.</summary>
internal sealed class ImageProofs(EngineProcess engine)
{
    private readonly Api _api = new(engine);
    private readonly string _name = Unique.Name();

    public async Task IsImportedAsync()
    {
        var layer = await TestLayer.BusyboxAsync(new Dictionary<string, string> { ["/marker"] = _name });
        await SendTarAsync($"/images/create?fromSrc=-&repo={_name}&changes=CMD%20cat%20/marker", layer.Tar);
        Assert.Equal(_name, await OutputOfAsync(_name));
        await _api.DeleteAsync("/images/" + _name);
    }

    public async Task IsLoadedAsync()
    {
        await SendTarAsync("/images/load", await SavedImage.TarAsync(_name + ":1", """["echo", "loaded"]"""));
        Assert.Equal("loaded\n", await OutputOfAsync(_name + ":1"));
        await _api.DeleteAsync($"/images/{_name}:1");
    }

    public async Task IsFoundAsync()
    {
        var image = (await _api.GetAsync($"/images/{BusyboxImage.Name}/json"))!;
        Assert.Equal(("linux", "sh"), ((string)image["Os"]!, (string)image["Config"]!["Cmd"]![0]!));
        Assert.True(JsonNode.DeepEquals(image, await _api.GetAsync($"/images/{(string)image["Id"]!}/json")));
        Assert.Equal("No such image: nosuch:latest", await _api.RefusedAsync(404, HttpMethod.Get, "/images/nosuch/json"));
    }

    public async Task AreListedAsync()
    {
        var id = (string)(await _api.GetAsync($"/images/{BusyboxImage.Name}/json"))!["Id"]!;
        var listed = (await _api.GetAsync("/images/json"))!.AsArray().Single(image => (string)image!["Id"]! == id)!;
        Assert.Contains(BusyboxImage.Name, listed["RepoTags"]!.AsArray().Select(tag => (string)tag!));
    }

    public async Task GetsANameAsync()
    {
        await _api.PostAsync($"/images/{BusyboxImage.Name}/tag?repo={_name}&tag=other");
        Assert.Equal("named\n", await OutputOfAsync(_name + ":other", "echo", "named"));
        using var client = new ContainerdClient(engine.ContainerdSocket, engine.Namespace);
        Assert.Contains($"docker.io/library/{_name}:other", (await client.Images.ListAsync()).Select(image => image.Name));
        await _api.DeleteAsync($"/images/{_name}:other");
    }

    public async Task IsRemovedAsync()
    {
        await SendTarAsync("/images/load", await SavedImage.TarAsync(_name + ":1", $"""["echo", "{_name}"]"""));
        var id = (string)(await _api.GetAsync($"/images/{_name}:1/json"))!["Id"]!;
        var said = (await _api.DeleteAsync($"/images/{_name}:1"))!.AsArray();
        Assert.Contains(id, said.Select(line => (string?)line!["Deleted"]));
        using var client = new ContainerdClient(engine.ContainerdSocket, engine.Namespace);
        Assert.DoesNotContain($"docker.io/library/{_name}:1", (await client.Images.ListAsync()).Select(image => image.Name));
        await _api.RefusedAsync(404, HttpMethod.Get, $"/images/{id}/json");
    }

    public async Task IsMadeOfAContainerAsync()
    {
        await using (var container = await ApiContainer.StartAsync(_api, "echo changed > /changed"))
        {
            await container.WaitAsync();
            await _api.PostAsync($"/commit?container={container.Id}&repo={_name}&comment=c&author=a", "{}");
        }

        Assert.Equal("changed\n", await OutputOfAsync(_name, "cat", "/changed"));
        Assert.Equal("c", (string)(await _api.GetAsync($"/images/{_name}/json"))!["Comment"]!);
        await _api.DeleteAsync("/images/" + _name);
    }

    private async Task SendTarAsync(string path, byte[] tar)
    {
        using var content = new ByteArrayContent(tar) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } };
        var (status, text) = await _api.AnswerAsync(HttpMethod.Post, path, content);
        Assert.True(status == 200 && !text.Contains("errorDetail", StringComparison.Ordinal), $"{status} {text}");
    }

    private async Task<string> OutputOfAsync(string image, params string[] command)
    {
        var cli = new DockerCli(engine);
        return (await cli.RunAsync(["run", "--rm", "--network", "none", image, .. command])) is { ExitCode: 0 } done ? done.Output : throw new InvalidOperationException(image + " does not run");
    }
}
