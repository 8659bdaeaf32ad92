using System.Globalization;
using System.Text;
using EngineApi.Engine.Images;
using EngineApi.Engine.Tests.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace EngineApi.Engine.Tests.Images.Pull;

/// <summary>What a registry gets wrong, by accident or on purpose. After each nothing is left in containerd.</summary>
[Collection(ImagesContainerdCollection.Name)]
public class RefusedPullTests(ImagesContainerd containerd)
{
    private const string Index = "application/vnd.oci.image.index.v1+json";

    // Of its own for each test: what containerd has in one namespace it need not be given again in another.
    private readonly TestImage _image = TestImage.Of(TestLayer.WithFile("a", $"{Guid.NewGuid()}{new string('a', 50_000)}"), TestLayer.WithFile("b", "b"));

    private string LayerDigest => Digests.Of(_image.Layers[0].Packed);

    [Theory]
    [InlineData("other bytes", "filesystem layer verification failed for digest")]
    [InlineData("more", "the registry sends more of")]
    [InlineData("endless", "the registry sends more of")]
    [InlineData("less", "broke off after")]
    [InlineData("nothing", "manifest unknown")]
    [InlineData("forbidden", "denied: not yours")]
    public async Task A_layer_that_is_not_what_it_should_be(string fault, string message)
    {
        var error = await FailAsync(registry => registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(LayerDigest, StringComparison.Ordinal))
                return false;
            var layer = _image.Layers[0].Packed;
            switch (fault)
            {
                case "other bytes":
                    await context.Response.Body.WriteAsync(layer.Reverse().ToArray());
                    break;
                case "more":
                    context.Response.ContentLength = layer.Length + 1;
                    await context.Response.Body.WriteAsync(layer.Append((byte)0).ToArray());
                    break;
                case "endless":
                    while (!context.RequestAborted.IsCancellationRequested)
                        await context.Response.Body.WriteAsync(layer, context.RequestAborted);
                    break;
                case "less":
                    await context.Response.Body.WriteAsync(layer.AsMemory(0, 100));
                    break;
                case "forbidden":
                    await FakeRegistry.FailAsync(context, 403, "DENIED", "not yours");
                    break;
                default:
                    context.Response.StatusCode = 404;
                    break;
            }
            return true;
        });
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public async Task A_manifest_that_is_not_what_its_digest_says()
    {
        var digest = "sha256:" + new string('0', 64);
        var error = await FailAsync(registry => registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal))
                return false;
            await FakeRegistry.ManifestAsync(context, "application/vnd.oci.image.manifest.v1+json", _image.Manifest);
            return true;
        }, digest);
        Assert.Equal($"manifest verification failed for digest {digest}", error.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_manifest_without_an_end(bool hasLength)
    {
        var error = await FailAsync(registry => registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal))
                return false;
            context.Response.ContentType = "application/vnd.oci.image.manifest.v1+json";
            context.Response.ContentLength = hasLength ? 1L << 40 : null;
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[65536], context.RequestAborted);
            return true;
        });
        Assert.Equal("the manifest is larger than 4194304 bytes", error.Message);
    }

    [Fact]
    public async Task Indexes_in_indexes_without_an_end()
    {
        var error = await FailAsync(registry =>
        {
            var inner = registry.Add("app", "leaf", _image);
            var (json, mediaType) = (_image.Manifest, "application/vnd.oci.image.manifest.v1+json");
            for (var depth = 0; depth < 6; depth++)
            {
                json = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{Index}}","manifests":[{"mediaType":"{{mediaType}}","digest":"{{inner}}","size":{{json.Length}}}]}""");
                inner = registry.Add("app", "1", mediaType = Index, json);
            }
        });
        Assert.Contains("indexes in it more than 4 deep", error.Message);
    }

    [Theory]
    [InlineData("application/vnd.docker.distribution.manifest.v1+prettyjws", """{"schemaVersion":1}""", "of Docker's schema 1")]
    [InlineData("application/json", """{"schemaVersion":1}""", "of Docker's schema 1")]
    [InlineData("application/vnd.oci.image.manifest.v1+json", "[]", "invalid image manifest")]
    [InlineData("text/html", "<html>", "a manifest that is no JSON")]
    [InlineData("application/vnd.oci.image.manifest.v1+json", """{"schemaVersion":2}""", "it has no configuration")]
    [InlineData("application/vnd.oci.image.manifest.v1+json",
        """{"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:0","size":1}}""",
        "unsupported media type application/vnd.cncf.helm.config.v1+json")]
    [InlineData("application/vnd.oci.image.manifest.v1+json",
        """{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:../../../x","size":1}}""", "is no blob")]
    [InlineData("application/vnd.oci.image.manifest.v1+json",
        """{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:0","size":5000000}}""", "or a configuration larger than 4194304 bytes")]
    [InlineData("application/vnd.oci.image.manifest.v1+json", """{"schemaVersion":2,"manifests":[]}""", "unexpected media type: the document that the registry calls application/vnd.oci.image.manifest.v1+json is an index")]
    [InlineData("application/vnd.oci.image.manifest.v1+json", """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json"}""", "is an index")]
    [InlineData(Index, """{"schemaVersion":2,"manifests":[],"layers":[]}""", "is a manifest")]
    [InlineData("", """{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","config":{}}""", "is a manifest")]
    [InlineData("", """{"schemaVersion":2}""", "unsupported media type (none)")]
    [InlineData(Index, """{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"../../x","size":1}]}""", "\"../../x\" is not a sha256 digest")]
    [InlineData(Index, """{"schemaVersion":2,"manifests":[null]}""", "a descriptor is null")]
    [InlineData(Index, """{"schemaVersion":2,"manifests":[]}""", "no matching manifest for linux/")]
    public async Task A_document_that_is_no_image(string mediaType, string json, string message)
    {
        var error = await FailAsync(registry => registry.Add("app", "1", mediaType, Encoding.UTF8.GetBytes(json)));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public async Task An_index_that_is_wrong_about_the_size_of_a_manifest()
    {
        var index = Encoding.UTF8.GetString(TestImage.Index((_image, "linux/" + HostPlatform.Architecture))).Replace($"\"size\":{_image.Manifest.Length}", "\"size\":7", StringComparison.Ordinal);
        var error = await FailAsync(registry => registry.Add("app", "1", Index, Encoding.UTF8.GetBytes(index)));
        Assert.Equal($"the manifest {Digests.Of(_image.Manifest)} has {_image.Manifest.Length} bytes, its descriptor says 7", error.Message);
    }

    [Fact]
    public async Task More_layers_than_can_be_mounted()
    {
        var layer = TestImage.Descriptor("layer.v1.tar", _image.Layers[0].Packed);
        var manifest = $$"""
            {"schemaVersion":2,"config":{{TestImage.Descriptor("config.v1+json", _image.Config)}},"layers":[{{string.Join(',', Enumerable.Repeat(layer, 513))}}]}
            """;
        var error = await FailAsync(registry => registry.Add("app", "1", "application/vnd.oci.image.manifest.v1+json", Encoding.UTF8.GetBytes(manifest)));
        Assert.Contains("has more than 512 layers", error.Message);
    }

    [Fact]
    public async Task An_error_or_a_token_without_an_end()
    {
        foreach (var status in new[] { 500, 401 })
        {
            var error = await FailAsync(registry => registry.Instead = async context =>
            {
                if (status == 401 && context.Request.Path != "/token")
                    return await FakeRegistry.ChallengeAsync(context, "");
                context.Response.StatusCode = status == 401 ? 200 : status;
                while (!context.RequestAborted.IsCancellationRequested)
                    await context.Response.Body.WriteAsync(new byte[65536], context.RequestAborted);
                return true;
            });
            Assert.Equal(status == 401 ? "the token is larger than 1048576 bytes" : "received unexpected HTTP status: 500 Internal Server Error", error.Message);
        }
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    public async Task Redirects_to_what_is_no_server(string target)
    {
        var error = await FailAsync(registry => registry.Instead = context =>
        {
            context.Response.Headers.Location = target;
            return FakeRegistry.AnswerAsync(context, 307, context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal));
        });
        Assert.Contains($"it redirects to {target}, which is not safe", error.Message);
    }

    [Fact]
    public async Task Redirects_in_a_circle()
    {
        var error = await FailAsync(registry => registry.Instead = context =>
        {
            if (!context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal))
                return Task.FromResult(false);
            context.Response.Redirect(context.Request.Path + "?again");
            return Task.FromResult(true);
        });
        Assert.Contains("stopped after 8 redirects", error.Message);
    }

    [Fact]
    public async Task Refusals_of_every_authorization()
    {
        var asked = 0;
        var error = await FailAsync(registry => registry.Instead = async context =>
        {
            if (context.Request.Path == "/token")
            {
                Interlocked.Increment(ref asked);
                await context.Response.WriteAsync("""{"token":"useless"}""");
                return true;
            }
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"http://{context.Request.Host}/token\",service=\"test\"";
            context.Response.StatusCode = 401;
            return true;
        });
        Assert.Equal("unauthorized: authentication required", error.Message);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Too_many_requests_are_waited_for_and_not_for_ever()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Add("app", "1", _image);
        var (refusals, seconds) = (2, 1);
        registry.Instead = async context =>
        {
            if (Interlocked.Decrement(ref refusals) < 0)
                return false;
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await FakeRegistry.FailAsync(context, 429, "TOOMANYREQUESTS", "slow down");
            return true;
        };
        Assert.StartsWith("Status: Downloaded", (await engine.PullAsync(registry, "app", "1"))[^1], StringComparison.Ordinal);
        (refusals, seconds) = (1, 3600);
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.PullAsync(registry, "app", "1"));
        Assert.Equal("toomanyrequests: slow down", error.Message);
    }

    [Fact]
    public async Task A_layer_that_unpacks_to_something_else()
    {
        var lie = _image with { Config = TestImage.Of(TestLayer.WithFile("a", "what was promised"), TestLayer.WithFile("b", "b")).Config };
        var error = await FailAsync(registry => registry.Add("app", "1", lie));
        Assert.Contains("the configuration promises", error.Message);
    }

    /// <summary>containerd unpacks within the layer's root; whatever a layer tries, this machine's files stay as they are.</summary>
    [Fact]
    public async Task Layers_that_reach_for_the_outside_touch_nothing()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        var outside = Directory.CreateTempSubdirectory("ea-outside-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside, "victim"), "untouched", TestContext.Current.CancellationToken);
            var layers = new[]
            {
                new TarBuilder().Symlink("link", outside).File("link/written", "x"),
                new TarBuilder().File($"../../../../../../../../{outside}/written", "x"),
                new TarBuilder().Hardlink("hard", $"{outside}/victim").File("hard", "overwritten"),
                new TarBuilder().Symlink("up", "../../../../../../../../" + outside).File("up/victim", "overwritten"),
                new TarBuilder().File($"../../../../../../../../{outside}/.wh.victim", ""),
                new TarBuilder().File(".wh..wh..opq", "").File(".wh..", ""),
            };
            for (var i = 0; i < layers.Length; i++)
            {
                registry.Add("app", $"{i}", TestImage.Of(TestLayer.WithFile("below", "b"), TestLayer.Of(layers[i].ToArray())));
                // Some are refused, others end up harmlessly inside: both is fine.
                await Record.ExceptionAsync(() => engine.PullAsync(registry, "app", $"{i}"));
                Assert.Equal("untouched", await File.ReadAllTextAsync(Path.Combine(outside, "victim"), TestContext.Current.CancellationToken));
                Assert.Single(Directory.GetFileSystemEntries(outside));
            }
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    private async Task<EngineException> FailAsync(Action<FakeRegistry> arrange, string tag = "1")
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Add("app", "1", _image);
        arrange(registry);
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.PullAsync(registry, "app", tag));
        await engine.EndPartialAsync();
        Assert.Empty(await engine.LeftAsync());
        return error;
    }
}
