using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EngineApi.Engine.Images;
using EngineApi.Engine.Tests.Images;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Tests.Registry;

/// <summary>
/// A registry in memory that speaks the distribution specification, and does otherwise where a test tells it to.
/// </summary>
internal sealed class FakeRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();
    private readonly ConcurrentDictionary<string, (string MediaType, byte[] Json)> _manifests = new();
    private readonly ConcurrentDictionary<string, long> _served = new();

    private FakeRegistry(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener =>
        {
            listener.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
                listener.UseHttps(certificate);
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Host and port, as they stand in a reference.</summary>
    public string Authority { get; private set; } = "";

    /// <summary>Answers before anything else; false leaves the request to the registry.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Where an upload with some id is to be sent.</summary>
    public Func<string, string> UploadLocation { get; set; } = static id => "/upload/" + id;

    /// <summary>Takes blobs from other repositories.</summary>
    public bool Mounts { get; set; }

    /// <summary>Method, path and authorization of every request, in their order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<FakeRegistry> StartAsync(X509Certificate2? certificate = null)
    {
        var registry = new FakeRegistry(certificate);
        await registry._app.StartAsync();
        var address = registry._app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        registry.Authority = new Uri(address).Authority;
        return registry;
    }

    /// <summary>How many bytes of a blob were sent, over all requests.</summary>
    public long Served(string digest) => _served.GetValueOrDefault(digest);

    public void Count(string digest, long bytes) => _served.AddOrUpdate(digest, bytes, (_, before) => before + bytes);

    public string Add(byte[] blob)
    {
        _blobs[Digests.Of(blob)] = blob;
        return Digests.Of(blob);
    }

    public void AddAs(string digest, byte[] blob) => _blobs[digest] = blob;

    /// <returns>The manifest's digest.</returns>
    public string Add(string repository, string tag, TestImage image)
    {
        Add(image.Config);
        foreach (var layer in image.Layers)
            Add(layer.Packed);
        return Add(repository, tag, "application/vnd.oci.image.manifest.v1+json", image.Manifest);
    }

    public string Add(string repository, string tag, string mediaType, byte[] manifest)
    {
        _manifests[$"{repository}/{tag}"] = _manifests[$"{repository}/{Digests.Of(manifest)}"] = (mediaType, manifest);
        return Digests.Of(manifest);
    }

    public byte[]? Blob(string digest) => _blobs.GetValueOrDefault(digest);

    public byte[]? Manifest(string repository, string reference) => _manifests.GetValueOrDefault($"{repository}/{reference}").Json;

    public static string Basic(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));

    /// <returns>False, and nothing is answered, when the request has what is wanted.</returns>
    public static Task<bool> ChallengeAsync(HttpContext context, string wanted, string? challenge = null)
    {
        if (context.Request.Headers.Authorization == wanted)
            return Task.FromResult(false);
        context.Response.Headers.WWWAuthenticate = challenge ?? $"Bearer realm=\"http://{context.Request.Host}/token\",service=\"test\"";
        context.Response.StatusCode = 401;
        return Task.FromResult(true);
    }

    /// <summary>Sets the status, if the condition holds, and returns the condition.</summary>
    public static Task<bool> AnswerAsync(HttpContext context, int status, bool when)
    {
        if (when && !context.Response.HasStarted)
            context.Response.StatusCode = status;
        return Task.FromResult(when);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers.Authorization}".TrimEnd());
        if (Instead is { } instead && await instead(context))
            return;
        var path = context.Request.Path.Value!;
        if (path == "/v2/" || await WriteAsync(context, path))
            return;
        if (Split(path, "/manifests/") is var (repository, reference) && _manifests.TryGetValue($"{repository}/{reference}", out var manifest))
            await ManifestAsync(context, manifest.MediaType, manifest.Json);
        else if (Split(path, "/blobs/") is var (_, digest) && _blobs.TryGetValue(digest, out var blob))
            await BlobAsync(context, digest, blob);
        else if (Split(path, "/tags/") is var (tagged, _))
            await TagsAsync(context, tagged);
        else
            await FailAsync(context, 404, "MANIFEST_UNKNOWN", "manifest unknown");
    }

    private async Task<bool> WriteAsync(HttpContext context, string path)
    {
        var (method, isUpload) = (context.Request.Method, path.StartsWith("/upload/", StringComparison.Ordinal));
        if (method == "POST" && path.EndsWith("/blobs/uploads/", StringComparison.Ordinal))
        {
            if (Mounts && _blobs.ContainsKey(context.Request.Query["mount"].ToString()))
                return await AnswerAsync(context, 201, true);
            context.Response.Headers.Location = UploadLocation(Guid.NewGuid().ToString("N"));
            context.Response.Headers["OCI-Chunk-Min-Length"] = "1048576";
            return await AnswerAsync(context, 202, true);
        }

        if (isUpload && method == "DELETE")
            return await AnswerAsync(context, 204, true);
        if (method != "PUT")
            return false;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (isUpload && context.Request.Query["digest"] == Add(body.ToArray()))
            return await AnswerAsync(context, 201, true);
        if (Split(path, "/manifests/") is not var (repository, reference))
            return await AnswerAsync(context, 400, true);
        context.Response.Headers["Docker-Content-Digest"] = Add(repository, reference, context.Request.ContentType ?? "", body.ToArray());
        return await AnswerAsync(context, 201, true);
    }

    public static async Task FailAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""");
    }

    public static async Task ManifestAsync(HttpContext context, string mediaType, byte[] json)
    {
        context.Response.ContentType = mediaType;
        context.Response.Headers["Docker-Content-Digest"] = Digests.Of(json);
        await context.Response.Body.WriteAsync(json);
    }

    public async Task BlobAsync(HttpContext context, string digest, byte[] blob)
    {
        var from = 0;
        if (context.Request.Headers.Range.ToString() is { Length: > 0 } range)
        {
            from = int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture);
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{blob.Length - 1}/{blob.Length}";
        }
        context.Response.ContentLength = blob.Length - from;
        Count(digest, blob.Length - from);
        await context.Response.Body.WriteAsync(blob.AsMemory(from));
    }

    /// <summary>Two tags a page.</summary>
    private async Task TagsAsync(HttpContext context, string repository)
    {
        var last = context.Request.Query["last"].ToString();
        var tags = _manifests.Keys.Where(key => key.StartsWith(repository + "/", StringComparison.Ordinal)).Select(key => key[(repository.Length + 1)..])
            .Where(tag => !tag.Contains(':', StringComparison.Ordinal) && string.CompareOrdinal(tag, last) > 0).Order(StringComparer.Ordinal).ToArray();
        if (tags.Length > 2)
            context.Response.Headers.Link = $"</v2/{repository}/tags/list?last={tags[1]}>; rel=\"next\"";
        await context.Response.WriteAsync($$"""{"name":"{{repository}}","tags":[{{string.Join(',', tags.Take(2).Select(tag => $"\"{tag}\""))}}]}""");
    }

    private static (string Before, string After)? Split(string path, string at)
    {
        var index = path.IndexOf(at, StringComparison.Ordinal);
        return index < 0 || !path.StartsWith("/v2/", StringComparison.Ordinal) ? null : (path[4..index], path[(index + at.Length)..]);
    }
}
