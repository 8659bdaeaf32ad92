using System.Formats.Tar;
using System.Net;
using System.Text.Json.Nodes;
using EngineApi.Containerd;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Images;

/// <summary><c>docker save</c>, and what comes back by <c>docker load</c>.</summary>
public sealed class SaveTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);
    private readonly string _name = Unique.Name();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_saved_can_be_loaded_again_and_by_another_gateway()
    {
        var id = await ImportAsync(_name + ":1.0", "round");
        await _docker.OkAsync("tag", _name + ":1.0", _name + ":2.0");
        var file = Path.Combine(engine.Root, _name + ".tar");
        await _docker.OkAsync("save", "-o", file, _name);
        await _docker.OkAsync("rmi", _name + ":1.0", _name + ":2.0");
        Assert.Contains($"Loaded image: {_name}:2.0", await _docker.OkAsync("load", "-i", file));
        Assert.Equal(id, await _docker.OkAsync("image", "inspect", "--format", "{{.Id}}", _name + ":1.0"));
        Assert.Equal("round", await _docker.OkAsync("run", "--rm", "--network", "none", _name + ":2.0", "cat", "/marker"));

        await using var other = new EngineProcess();
        await other.InitializeAsync();
        Assert.Contains($"Loaded image: {_name}:1.0", await new DockerCli(other).OkAsync("load", "-i", file));
        Assert.Equal(id, await new DockerCli(other).OkAsync("image", "inspect", "--format", "{{.Id}}", _name + ":2.0"));
        await _docker.OkAsync("rmi", _name + ":1.0", _name + ":2.0");
        File.Delete(file);
    }

    [Fact]
    public async Task Each_blob_is_in_it_once_and_every_document_finds_its_own()
    {
        var id = await ImportAsync(_name + "-a:1", "shared");
        var container = await _docker.OkAsync("create", "--network", "none", _name + "-a:1", "true");
        var child = await _docker.OkAsync("commit", container, _name + "-b:1");
        await _docker.OkAsync("rm", container);
        var archive = await ReadAsync($"/images/get?names={_name}-a:1&names={child}&names={_name}-a:1");

        Assert.Equal(archive.Count, archive.Keys.Distinct().Count());
        Assert.Equal("1.0.0", Json(archive, "oci-layout")["imageLayoutVersion"]!.GetValue<string>());
        var images = Json(archive, "manifest.json").AsArray();
        Assert.Equal([$"blobs/sha256/{id[7..]}", $"blobs/sha256/{child[7..]}"], images.Select(image => image!["Config"]!.GetValue<string>()));
        Assert.Equal([$"{_name}-a:1"], images[0]!["RepoTags"]!.AsArray().Select(tag => tag!.GetValue<string>()));
        Assert.True(images[1]!.AsObject().TryGetPropertyValue("RepoTags", out var none) && none is null);
        Assert.All(images, image => Assert.All(image!["Layers"]!.AsArray(), layer => Assert.Contains(layer!.GetValue<string>(), archive.Keys)));
        Assert.Equal(images[0]!["Layers"]![0]!.GetValue<string>(), images[1]!["Layers"]![0]!.GetValue<string>());

        var index = Json(archive, "index.json")["manifests"]!.AsArray();
        Assert.Equal(2, index.Count);
        Assert.Equal($"docker.io/library/{_name}-a:1", index[0]!["annotations"]!["io.containerd.image.name"]!.GetValue<string>());
        Assert.Equal("1", index[0]!["annotations"]!["org.opencontainers.image.ref.name"]!.GetValue<string>());
        Assert.Null(index[1]!["annotations"]);
        Assert.All(index, entry => Assert.Contains("blobs/" + entry!["digest"]!.GetValue<string>().Replace(':', '/'), archive.Keys));
        await _docker.OkAsync("rmi", _name + "-b:1", _name + "-a:1");
    }

    [Fact]
    public async Task A_save_is_told_of_as_an_event()
    {
        var id = await ImportAsync(_name, "event");
        await ReadAsync($"/images/{_name}/get");
        var line = await _docker.OkAsync(
            "events", "--since", "1h", "--until", DockerCli.NextSecond(), "--filter", "event=save", "--filter", "image=" + id, "--format", "{{.Type}} {{.Action}} {{.Actor.ID}}");
        Assert.Equal("image save " + id, line);
        await _docker.OkAsync("rmi", _name);
    }

    [Theory]
    [InlineData("/images/get?names=busybox&names=nosuch-image:1", HttpStatusCode.NotFound, "No such image: nosuch-image:1")]
    [InlineData("/images/nosuch/image/get", HttpStatusCode.NotFound, "No such image: nosuch/image:latest")]
    [InlineData("/images/get", HttpStatusCode.BadRequest, "nothing to save")]
    [InlineData("/images/get?names=Bad", HttpStatusCode.BadRequest, "must be lowercase")]
    [InlineData("/images/busybox/get?platform={\"os\":\"linux\",\"architecture\":\"s390x\"}", HttpStatusCode.NotFound, "image with reference busybox:latest was found but does not provide the specified platform (linux/s390x)")]
    [InlineData("/images/busybox/get?platform=nonsense", HttpStatusCode.BadRequest, "failed to parse platform")]
    public async Task What_cannot_be_saved_is_refused_before_the_first_byte(string path, HttpStatusCode status, string message)
    {
        using var answer = await engine.Http.GetAsync(new Uri(path, UriKind.Relative), Stop);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_that_is_missing_is_told_before_the_first_byte()
    {
        await ImportAsync(_name, "missing");
        var archive = await ReadAsync($"/images/{_name}/get");
        var layer = "sha256:" + Json(archive, "manifest.json")[0]!["Layers"]![0]!.GetValue<string>()["blobs/sha256/".Length..];
        using (var containerd = new ContainerdClient(engine.ContainerdSocket, engine.Namespace))
            await containerd.Content.DeleteAsync(layer, Stop);
        using var answer = await engine.Http.GetAsync(new Uri($"/images/{_name}/get", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains($"is missing: {layer}", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        await _docker.OkAsync("rmi", _name);
    }

    [Fact]
    public async Task A_client_that_leaves_leaves_nothing_behind()
    {
        using (var answer = await engine.Http.GetAsync(new Uri("/images/busybox/get", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop))
        {
            Assert.Equal("application/x-tar", answer.Content.Headers.ContentType!.MediaType);
            await using var body = await answer.Content.ReadAsStreamAsync(Stop);
            await body.ReadExactlyAsync(new byte[512], Stop);
        }

        using var containerd = new ContainerdClient(engine.ContainerdSocket, engine.Namespace);
        await Eventually.BecomesTrueAsync(
            async () => (await containerd.Leases.ListAsync(cancellationToken: Stop)).All(lease => !lease.Id.StartsWith("save-", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(60), "no save holds anything");
    }

    private async Task<string> ImportAsync(string name, string marker)
    {
        var layer = await TestLayer.BusyboxAsync(new Dictionary<string, string> { ["/marker"] = marker, ["/unique"] = _name });
        return (await _docker.RunWithInputAsync(layer.Tar, "import", "-", name)).Ok();
    }

    private async Task<Dictionary<string, byte[]>> ReadAsync(string path)
    {
        await using var body = await engine.Http.GetStreamAsync(new Uri(path, UriKind.Relative), Stop);
        await using var tar = new TarReader(body);
        var files = new Dictionary<string, byte[]>();
        while (await tar.GetNextEntryAsync(copyData: false, Stop) is { } entry)
        {
            var data = new MemoryStream();
            if (entry.DataStream is not null)
                await entry.DataStream.CopyToAsync(data, Stop);
            if (entry.EntryType is TarEntryType.RegularFile)
                files.Add(entry.Name, data.ToArray());
        }

        return files;
    }

    private static JsonNode Json(Dictionary<string, byte[]> archive, string name) => JsonNode.Parse(archive[name])!;
}
