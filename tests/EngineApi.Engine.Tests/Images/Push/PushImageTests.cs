using System.Text;
using EngineApi.Engine.Images;
using EngineApi.Engine.Tests.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace EngineApi.Engine.Tests.Images.Push;

[Collection(ImagesContainerdCollection.Name)]
public sealed class PushImageTests(ImagesContainerd containerd)
{
    private readonly TestImage _image = TestImage.Of(TestLayer.WithFile("a", $"one {Guid.NewGuid()}").Gzip(), TestLayer.WithFile("b", "two"));

    private string Layer => Digests.Of(_image.Layers[0].Packed);

    [Fact]
    public async Task Blobs_go_first_and_the_tag_comes_last()
    {
        await using var registry = await FakeRegistry.StartAsync();
        await using var engine = await LoadedAsync(registry, "team/app:1");
        var lines = await engine.PushAsync(registry.Authority + "/team/app", "1");
        Assert.Equal($"The push refers to repository [{registry.Authority}/team/app]", lines[0]);
        Assert.Equal(2, lines.Count(line => line.EndsWith(": Pushed", StringComparison.Ordinal)));
        Assert.Contains($"1: digest: {Digests.Of(_image.Manifest)} size: {_image.Manifest.Length}", lines);
        Assert.StartsWith("PUT /v2/team/app/manifests/1", registry.Requests.Last(), StringComparison.Ordinal);
        Assert.Equal(_image.Manifest, registry.Manifest("team/app", "1"));
        Assert.All(_image.Layers, layer => Assert.Equal(layer.Packed, registry.Blob(Digests.Of(layer.Packed))));
        Assert.Equal(_image.Config, registry.Blob(_image.Id));

        lines = await engine.PushAsync(registry.Authority + "/team/app", "1");
        Assert.Equal(2, lines.Count(line => line.EndsWith(": Layer already exists", StringComparison.Ordinal)));
    }

    /// <summary>
    /// A blob goes in one piece, so that it does not matter how small the pieces may be at the least (<c>OCI-Chunk-Min-Length</c>).
    /// </summary>
    [Theory]
    [InlineData("/upload/ID")]
    [InlineData("/upload/ID?state=a%20b%2Fc&x=1")]
    [InlineData("http://HOST/upload/ID")]
    [InlineData("http://HOST/upload/ID?state=s")]
    [InlineData("../../../../upload/ID")]
    public async Task An_upload_goes_to_where_the_registry_says(string location)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.UploadLocation = id => location.Replace("HOST", registry.Authority, StringComparison.Ordinal).Replace("ID", id, StringComparison.Ordinal);
        await using var engine = await LoadedAsync(registry, "app:1");
        await engine.PushAsync(registry.Authority + "/app", "1");
        Assert.Equal(_image.Layers[0].Packed, registry.Blob(Layer));
        var puts = registry.Requests.Where(request => request.StartsWith("PUT /upload/", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, puts.Length);
        var query = location.Contains('?', StringComparison.Ordinal) ? location[location.IndexOf('?', StringComparison.Ordinal)..] + "&" : "?";
        Assert.All(puts, put => Assert.Contains(query + "digest=sha256%3A", put, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_upload_to_another_host_is_not_told_who_asks()
    {
        await using var registry = await FakeRegistry.StartAsync();
        await using var storage = await FakeRegistry.StartAsync();
        registry.UploadLocation = id => $"http://{storage.Authority}/upload/{id}";
        registry.Instead = context => FakeRegistry.ChallengeAsync(context, FakeRegistry.Basic("ada:secret"), "Basic realm=\"test\"");
        await using var engine = await LoadedAsync(registry, "app:1");
        await engine.PushAsync(registry.Authority + "/app", "1", credentials: new("ada", "secret"));
        Assert.Equal(_image.Layers[0].Packed, storage.Blob(Layer));
        Assert.DoesNotContain(storage.Requests, request => request.Contains("Basic", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_another_repository_has_is_taken_from_there_if_the_registry_can(bool mounts)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Mounts = mounts;
        await using var engine = await LoadedAsync(registry, "app:1");
        await engine.PushAsync(registry.Authority + "/app", "1");
        await engine.TagAsync(registry.Authority + "/app:1", registry.Authority + "/other", "1");
        registry.Instead = context => FakeRegistry.AnswerAsync(context, 404, context.Request.Method == "HEAD");
        var lines = await engine.PushAsync(registry.Authority + "/other", "1");
        Assert.Equal(mounts ? 2 : 0, lines.Count(line => line.EndsWith(": Mounted from app", StringComparison.Ordinal)));
        Assert.Equal(mounts ? 0 : 2, lines.Count(line => line.EndsWith(": Pushed", StringComparison.Ordinal)));
        Assert.Contains(registry.Requests, request => request.StartsWith($"POST /v2/other/blobs/uploads/?mount={Uri.EscapeDataString(Layer)}&from=app", StringComparison.Ordinal));
        // What the registry began in the place of a mount is called off.
        Assert.Equal(mounts ? 0 : 3, registry.Requests.Count(request => request.StartsWith("DELETE /upload/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_is_sent_again()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var breaks = 2;
        registry.Instead = context =>
        {
            if (context.Request.Method != "PUT" || !context.Request.QueryString.Value!.Contains(Layer[7..], StringComparison.Ordinal) || Interlocked.Decrement(ref breaks) < 0)
                return Task.FromResult(false);
            context.Abort();
            return Task.FromResult(true);
        };
        await using var engine = await LoadedAsync(registry, "app:1");
        await engine.PushAsync(registry.Authority + "/app", "1");
        Assert.Equal(_image.Layers[0].Packed, registry.Blob(Layer));
    }

    [Fact]
    public async Task A_token_that_ends_in_the_middle_is_fetched_anew()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var (current, issued) = ("", 0);
        registry.Instead = async context =>
        {
            if (context.Request.Path == "/token")
            {
                current = $"Bearer t{Interlocked.Increment(ref issued)}";
                await context.Response.WriteAsync($$"""{"token":"{{current[7..]}}","expires_in":60}""");
                return true;
            }

            // The first one ends when the first upload is on its way.
            if (issued == 1 && context.Request.Method == "PUT")
                current = "ended";
            return await FakeRegistry.ChallengeAsync(context, current);
        };
        await using var engine = await LoadedAsync(registry, "app:1");
        await engine.PushAsync(registry.Authority + "/app", "1");
        Assert.Equal(2, issued);
        Assert.Equal(_image.Layers[0].Packed, registry.Blob(Layer));
    }

    [Theory]
    [InlineData("POST", 403, "DENIED", "denied: no")]
    [InlineData("POST", 202, "", "the registry begins an upload and does not say where")]
    [InlineData("PUT /upload", 400, "DIGEST_INVALID", "digest invalid: no")]
    [InlineData("PUT /upload", 500, "", "received unexpected HTTP status: 500 Internal Server Error")]
    [InlineData("PUT /v2", 400, "MANIFEST_INVALID", "manifest invalid: no")]
    [InlineData("HEAD", 405, "", "received unexpected HTTP status: 405 Method Not Allowed")]
    public async Task What_a_registry_refuses_is_told_and_no_tag_appears(string request, int status, string code, string message)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Instead = async context =>
        {
            if (!$"{context.Request.Method} {context.Request.Path}".StartsWith(request, StringComparison.Ordinal))
                return false;
            if (code.Length > 0)
                await FakeRegistry.FailAsync(context, status, code, "no");
            return await FakeRegistry.AnswerAsync(context, status, true);
        };
        await using var engine = await LoadedAsync(registry, "app:1");
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.PushAsync(registry.Authority + "/app", "1"));
        Assert.Equal(message, error.Message);
        Assert.Null(registry.Manifest("app", "1"));
    }

    [Fact]
    public async Task A_registry_that_makes_something_else_of_a_manifest_is_not_believed()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var other = "sha256:" + new string('0', 64);
        registry.Instead = context =>
        {
            if (context.Request.Method == "PUT" && context.Request.Path.StartsWithSegments("/v2"))
                context.Response.Headers["Docker-Content-Digest"] = other;
            return Task.FromResult(context.Response.Headers.ContainsKey("Docker-Content-Digest"));
        };
        await using var engine = await LoadedAsync(registry, "app:1");
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.PushAsync(registry.Authority + "/app", "1"));
        Assert.Equal($"the registry stored {other} for the manifest {Digests.Of(_image.Manifest)}", error.Message);
    }

    [Fact]
    public async Task One_platform_goes_without_the_index()
    {
        await using var registry = await FakeRegistry.StartAsync();
        await using var engine = containerd.NewEngine();
        var there = TestImage.Of(TestLayer.WithFile("a", $"there {Guid.NewGuid()}")).For("s390x");
        var index = TestImage.Index((_image, "linux/" + HostPlatform.Architecture), (there, "linux/s390x"));
        var entry = TestImage.Descriptor("index.v1+json", index)[..^1] + $$$""","annotations":{"io.containerd.image.name":"{{{registry.Authority}}}/app:1"}}""";
        await engine.LoadAsync(TestArchives.Layout(entry, "", [index], _image, there));

        await engine.PushAsync(registry.Authority + "/app", "1", WantedPlatform.Parse("linux/s390x"));
        Assert.Equal(there.Manifest, registry.Manifest("app", "1"));
        Assert.Null(registry.Blob(_image.Id));
        await engine.PushAsync(registry.Authority + "/app", "1");
        Assert.Equal(index, registry.Manifest("app", "1"));
        Assert.Equal(_image.Manifest, registry.Manifest("app", Digests.Of(_image.Manifest)));
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.PushAsync(registry.Authority + "/app", "1", WantedPlatform.Parse("linux/vax")));
        Assert.Equal($"image with reference {registry.Authority}/app:1 was found but does not provide the specified platform (linux/vax)", error.Message);
    }

    /// <summary>Their makers do not allow them in any registry but their own.</summary>
    [Fact]
    public async Task Layers_from_elsewhere_are_passed_over()
    {
        await using var registry = await FakeRegistry.StartAsync();
        await using var engine = containerd.NewEngine();
        var manifest = Encoding.UTF8.GetString(_image.Manifest).Replace(
            $"\"size\":{_image.Layers[0].Packed.Length}}}", $"\"size\":{_image.Layers[0].Packed.Length},\"urls\":[\"https://example.com/layer\"]}}", StringComparison.Ordinal);
        var foreign = Encoding.UTF8.GetBytes(manifest);
        Assert.NotEqual(_image.Manifest, foreign);
        var entry = TestImage.Descriptor("manifest.v1+json", foreign)[..^1] + $$$""","annotations":{"io.containerd.image.name":"{{{registry.Authority}}}/app:1"}}""";
        await engine.LoadAsync(TestArchives.Layout(entry, "", [foreign], _image));
        var lines = await engine.PushAsync(registry.Authority + "/app", "1");
        Assert.Single(lines, line => line.EndsWith(": Skipped foreign layer", StringComparison.Ordinal));
        Assert.Null(registry.Blob(Layer));
        Assert.Equal(foreign, registry.Manifest("app", "1"));
    }

    private async Task<ImagesEngine> LoadedAsync(FakeRegistry registry, string name)
    {
        var engine = containerd.NewEngine();
        await engine.LoadAsync(TestArchives.Layout(_image.ManifestDescriptor($"\"io.containerd.image.name\":\"{registry.Authority}/{name}\""), _image));
        return engine;
    }
}
