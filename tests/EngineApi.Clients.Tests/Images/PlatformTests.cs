using System.Formats.Tar;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Images;

/// <summary><c>--platform</c> of the CLI, on an image that is here for two platforms.</summary>
public sealed class PlatformTests(EngineProcess engine)
{
    private const string Other = "linux/s390x";

    private readonly DockerCli _docker = new(engine);
    private readonly string _name = Unique.Name() + ":1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_platform_of_an_image_is_looked_at_saved_and_removed()
    {
        var file = await ArchiveAsync();
        Assert.Contains($"Loaded image: {_name}", await _docker.OkAsync("load", "-i", file));
        Assert.Equal("amd64", await _docker.OkAsync("image", "inspect", "--format", "{{.Architecture}}", _name));
        Assert.Equal("s390x", await _docker.OkAsync("image", "inspect", "--platform", Other, "--format", "{{.Architecture}}", _name));
        Assert.Contains("of linux/s390x", await _docker.OkAsync("history", "--no-trunc", "--platform", Other, _name));
        Assert.Contains(
            $"image with reference {_name} was found but does not provide the specified platform (linux/riscv64)",
            (await _docker.RunAsync("history", "--platform", "linux/riscv64", _name)).Failed());

        var container = await _docker.OkAsync("create", "--platform", Other, "--network", "none", _name, "true");
        Assert.Contains("is using its referenced image", (await _docker.RunAsync("image", "rm", "--platform", Other, _name)).Failed());
        Assert.Equal(container, await _docker.OkAsync("ps", "-aq", "--no-trunc", "--filter", "ancestor=" + _name));
        var child = await _docker.OkAsync("commit", container);
        Assert.Equal("s390x", await _docker.OkAsync("image", "inspect", "--format", "{{.Architecture}}", child));
        await _docker.OkAsync("rmi", child);
        await _docker.OkAsync("rm", container);

        Assert.Contains("Deleted: sha256:", await _docker.OkAsync("image", "rm", "--platform", "linux/amd64", _name));
        Assert.Equal("s390x", await _docker.OkAsync("image", "inspect", "--format", "{{.Architecture}}", _name));
        Assert.Contains("Untagged: " + _name, await _docker.OkAsync("image", "rm", "--platform", Other, _name));

        Assert.Contains($"Loaded image: {_name}", await _docker.OkAsync("load", "--platform", Other, "-i", file));
        Assert.Equal("s390x", await _docker.OkAsync("image", "inspect", "--format", "{{.Architecture}}", _name));
        Assert.Contains("doesn't provide the requested platform (linux/riscv64)", (await _docker.RunAsync("load", "--platform", "linux/riscv64", "-i", file)).Failed());
        await _docker.OkAsync("rmi", _name);
        File.Delete(file);
    }

    [Fact]
    public async Task Versions_that_do_not_know_the_parameter_pass_over_it()
    {
        const string Absent = """?platform={"os":"linux","architecture":"riscv64"}""";
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/v1.48/images/busybox/json" + Absent));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/v1.49/images/busybox/json" + Absent));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/v1.47/images/busybox/history" + Absent));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/v1.48/images/busybox/history" + Absent));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("/images/busybox/json?platform=linux/amd64"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("""/images/busybox/json?manifests=1&platform={"os":"linux","architecture":"amd64"}"""));
        using var refused = await engine.Http.DeleteAsync(new Uri("/images/busybox?platforms=linux/amd64", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await engine.Http.GetAsync(new Uri(path, UriKind.Relative), Stop);
        return answer.StatusCode;
    }

    /// <summary>Two images, made one by an index.</summary>
    private async Task<string> ArchiveAsync()
    {
        var files = new Dictionary<string, byte[]>();
        var entries = new JsonArray();
        foreach (var platform in new[] { "linux/amd64", Other })
        {
            var layer = await TestLayer.BusyboxAsync(new Dictionary<string, string> { ["/unique"] = _name + platform });
            var id = (await _docker.RunWithInputAsync(layer.Tar, "import", "--platform", platform, "--message", "of " + platform, "-")).Ok();
            var saved = await SavedAsync(id);
            var entry = JsonNode.Parse(saved["index.json"])!["manifests"]![0]!.DeepClone();
            entry["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = platform[6..] };
            entries.Add(entry);
            foreach (var (name, content) in saved.Where(file => file.Key.StartsWith("blobs/", StringComparison.Ordinal)))
                files[name] = content;
            await _docker.OkAsync("rmi", id);
        }

        var index = Encoding.UTF8.GetBytes(
            new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = "application/vnd.oci.image.index.v1+json", ["manifests"] = entries }.ToJsonString());
        var hex = Convert.ToHexStringLower(SHA256.HashData(index));
        files["blobs/sha256/" + hex] = index;
        files["index.json"] = Encoding.UTF8.GetBytes($$$"""
            {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:{{{hex}}}","size":{{{index.Length}}},
            "annotations":{"io.containerd.image.name":"docker.io/library/{{{_name}}}"}}]}
            """);
        var path = Path.Combine(engine.Root, _name.Replace(':', '-') + ".tar");
        await using var tar = new TarWriter(File.Create(path));
        foreach (var (name, content) in files)
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) }, Stop);
        return path;
    }

    private async Task<Dictionary<string, byte[]>> SavedAsync(string id)
    {
        await using var body = await engine.Http.GetStreamAsync(new Uri($"/images/{id}/get", UriKind.Relative), Stop);
        await using var tar = new TarReader(body);
        var files = new Dictionary<string, byte[]>();
        while (await tar.GetNextEntryAsync(copyData: false, Stop) is { } entry)
        {
            if (entry.DataStream is not { } data)
                continue;
            var content = new MemoryStream();
            await data.CopyToAsync(content, Stop);
            files[entry.Name] = content.ToArray();
        }

        return files;
    }
}
