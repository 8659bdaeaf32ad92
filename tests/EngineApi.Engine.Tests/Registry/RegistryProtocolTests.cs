using System.Text;
using EngineApi.Engine.Images;
using EngineApi.Engine.Tests.Images;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace EngineApi.Engine.Tests.Registry;

/// <summary>What registries do differently, all of it within what the distribution specification, or their number, allows.</summary>
[Collection(ImagesContainerdCollection.Name)]
public sealed class RegistryProtocolTests(ImagesContainerd containerd)
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    private const string Index = "application/vnd.oci.image.index.v1+json";

    private readonly TestImage _image = TestImage.Of(TestLayer.WithFile("a", $"{Guid.NewGuid()}"));

    [Theory]
    [InlineData("""{"token":"good"}""")]
    [InlineData("""{"access_token":"good"}""")]
    [InlineData("""{"token":"","access_token":"good","expires_in":300,"issued_at":"2024-01-01T00:00:00Z"}""")]
    [InlineData("""{"token":"good","access_token":"other","expires_in":null,"refresh_token":null,"unknown":[1]}""")]
    public async Task A_token_has_either_name(string answer)
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await TokenRegistryAsync(answer);
        await engine.PullAsync(registry, "app", "1");
        Assert.Equal(_image.Id, (await engine.ResolveAsync($"{registry.Authority}/app:1")).Id);
    }

    [Theory]
    [InlineData("{}", "authorization server did not include a token in the response")]
    [InlineData("""{"token":"","access_token":""}""", "authorization server did not include a token in the response")]
    [InlineData("null", "invalid token from")]
    [InlineData("<html>", "invalid token from")]
    public async Task An_answer_without_a_token_is_an_error(string answer, string message)
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await TokenRegistryAsync(answer);
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.PullAsync(registry, "app", "1"));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(await engine.LeftAsync());
    }

    [Theory]
    [InlineData("Basic realm=\"r\", Bearer realm=\"http://HOST/token\",service=\"test\"")]
    [InlineData("Negotiate|Bearer realm=\"http://HOST/token\",service=\"test\"")]
    [InlineData("Bearer realm=http://HOST/token,service=test")]
    [InlineData("bearer REALM=\"http://HOST/token\" , Service=\"test\"")]
    [InlineData("Bearer realm=\"http://HOST/token?tenant=1\",service=\"te st\",error=\"invalid_token\"")]
    public async Task Challenges_come_in_many_ways(string challenge)
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await TokenRegistryAsync("""{"token":"good"}""", challenge);
        await engine.PullAsync(registry, "app", "1");
        var asked = Assert.Single(registry.Requests, request => request.Contains("/token", StringComparison.Ordinal));
        Assert.Contains("scope=repository%3Aapp%3Apull", asked, StringComparison.Ordinal);
        Assert.Contains(challenge.Contains("te st", StringComparison.Ordinal) ? "?tenant=1&service=te%20st&" : "?service=test&", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_that_was_not_asked_for_at_first_is_added()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Add("app", "1", _image);
        registry.Instead = async context =>
        {
            if (context.Request.Path == "/token")
            {
                await context.Response.WriteAsync($$"""{"token":"{{context.Request.Query["scope"].Count}}"}""");
                return true;
            }

            var needed = context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal) ? "2" : "1";
            if (string.CompareOrdinal(context.Request.Headers.Authorization, "Bearer " + needed) >= 0)
                return false;
            var scope = needed == "2" ? ",scope=\"repository:blobs:pull\"" : "";
            return await FakeRegistry.ChallengeAsync(context, "", $"Bearer realm=\"http://{context.Request.Host}/token\",service=\"test\"{scope}");
        };
        await engine.PullAsync(registry, "app", "1");
        Assert.Contains(registry.Requests, request => request.Contains("scope=repository%3Aapp%3Apull&scope=repository%3Ablobs%3Apull", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_token_is_sent_as_it_is()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await TokenRegistryAsync("{}");
        await engine.PullAsync($"{registry.Authority}/app", "1", credentials: new("", "") { RegistryToken = "good" });
        Assert.DoesNotContain(registry.Requests, request => request.Contains("/token", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("application/octet-stream")]
    [InlineData("text/plain; charset=utf-8")]
    public async Task A_manifest_is_known_without_its_type(string? contentType)
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        // The member mediaType is optional.
        var bare = _image.Manifest.AsSpan().ToArray();
        bare = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bare).Replace($"\"mediaType\":\"{Manifest}\",", "", StringComparison.Ordinal));
        var index = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{Manifest}}","digest":"{{Digests.Of(bare)}}","size":{{bare.Length}}}]}""");
        registry.Add("app", "x", _image);
        registry.Add("app", "1", Manifest, bare);
        registry.Add("app", "2", Index, index);
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal))
                return false;
            context.Response.ContentType = contentType;
            await context.Response.Body.WriteAsync(registry.Manifest("app", context.Request.Path.Value.Split('/')[^1])!);
            return true;
        };
        foreach (var tag in new[] { "1", "2" })
        {
            await engine.PullAsync(registry, "app", tag);
            Assert.Equal(_image.Id, (await engine.ResolveAsync($"{registry.Authority}/app:{tag}")).Id);
        }
    }

    [Theory]
    [InlineData("gzip", "application/vnd.docker.image.rootfs.diff.tar.gzip")]
    [InlineData("", "application/vnd.docker.image.rootfs.diff.tar")]
    [InlineData("gzip", "application/vnd.oci.image.layer.v1.tar+gzip")]
    [InlineData("", "application/vnd.oci.image.layer.v1.tar")]
    [InlineData("zstd", "application/vnd.oci.image.layer.v1.tar+zstd")]
    public async Task Layers_come_packed_or_not(string packer, string mediaType)
    {
        if (packer.Length > 0)
            HostProgram.Need(packer);
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        var layer = TestLayer.WithFile("a", $"{packer} {Guid.NewGuid()}");
        if (packer.Length > 0)
            layer = layer.With(packer, "");
        var image = TestImage.Of(layer);
        registry.Add("x", "1", image);
        var json = Encoding.UTF8.GetString(image.Manifest).Replace("application/vnd.oci.image.layer.v1.tar", mediaType, StringComparison.Ordinal);
        registry.Add("app", "1", mediaType.Contains("docker", StringComparison.Ordinal) ? DockerManifest : Manifest, Encoding.UTF8.GetBytes(
            mediaType.Contains("docker", StringComparison.Ordinal)
                ? json.Replace(Manifest, DockerManifest, StringComparison.Ordinal).Replace("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json", StringComparison.Ordinal)
                : json));
        await engine.PullAsync(registry, "app", "1");
        Assert.Equal([layer.DiffId], (await engine.ResolveAsync($"{registry.Authority}/app:1")).DiffIds);
    }

    [Fact]
    public async Task Entries_of_an_index_that_are_no_images_are_passed_over()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Add("app", "x", _image);
        var inner = TestImage.Index((_image, "linux/" + HostPlatform.Architecture));
        registry.Add("app", "inner", Index, inner);
        registry.Add("app", "1", Index, Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{Index}}","annotations":{"a":"b"},"manifests":[
            {"mediaType":"application/vnd.example.thing+json","digest":"sha256:{{new string('0', 64)}}","size":7},
            {"mediaType":"application/vnd.cncf.helm.chart.v1","digest":"sha512:00","size":7,"platform":{"os":"linux","architecture":"{{HostPlatform.Architecture}}"} },
            {{TestImage.Descriptor("index.v1+json", inner)}}]}
            """));
        await engine.PullAsync(registry, "app", "1");
        Assert.Equal(_image.Id, (await engine.ResolveAsync($"{registry.Authority}/app:1")).Id);
    }

    [Theory]
    [InlineData("</v2/app/tags/list?last=v2>; rel=\"next\"")]
    [InlineData("<http://HOST/v2/app/tags/list?last=v2>; rel=next")]
    [InlineData("</v2/other>; rel=\"prev\", <list?last=v2>; title=\"more\"; rel=\"next\"")]
    public async Task Tags_come_in_pages(string link)
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        foreach (var tag in new[] { "v1", "v2", "v3" })
            registry.Add("app", tag, _image);
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/tags/list", StringComparison.Ordinal))
                return false;
            var isFirst = context.Request.Query["last"].Count == 0;
            if (isFirst)
                context.Response.Headers.Link = link.Replace("HOST", registry.Authority, StringComparison.Ordinal);
            await context.Response.WriteAsync($$"""{"name":"app","tags":[{{(isFirst ? "\"v1\",\"v2\"" : "\"v3\"")}}]}""");
            return true;
        };
        await engine.PullAsync(registry, "app", "");
        Assert.Equal(3, (await engine.ResolveAsync($"{registry.Authority}/app:v3")).RepoTags.Count);
    }

    [Fact]
    public async Task Tags_without_an_end_are_refused_and_another_host_is_not_asked()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        await using var elsewhere = await FakeRegistry.StartAsync();
        registry.Add("app", "1", _image);
        var page = 0;
        var target = "";
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/tags/list", StringComparison.Ordinal))
                return false;
            context.Response.Headers.Link = $"<{target}/v2/app/tags/list?last={Interlocked.Increment(ref page)}>; rel=\"next\"";
            await context.Response.WriteAsync("""{"name":"app","tags":["1"]}""");
            return true;
        };
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.PullAsync(registry, "app", ""));
        Assert.Equal("the list of tags has more than 1000 pages", error.Message);
        target = $"http://{elsewhere.Authority}";
        await engine.PullAsync(registry, "app", "");
        Assert.Empty(elsewhere.Requests);
    }

    private async Task<FakeRegistry> TokenRegistryAsync(string answer, string challenge = "Bearer realm=\"http://HOST/token\",service=\"test\"")
    {
        var registry = await FakeRegistry.StartAsync();
        registry.Add("app", "1", _image);
        registry.Instead = async context =>
        {
            if (context.Request.Path == "/token")
            {
                await context.Response.WriteAsync(answer);
                return true;
            }

            if (context.Request.Headers.Authorization == "Bearer good")
                return false;
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = challenge.Replace("HOST", registry.Authority, StringComparison.Ordinal).Split('|');
            return true;
        };
        return registry;
    }
}
