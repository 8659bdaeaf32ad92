using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using EngineApi.Engine.Images;
using EngineApi.Engine.Images.Archive;
using EngineApi.Engine.Images.Format;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Registry;

/// <summary>One repository at one endpoint, for reading (OCI distribution-spec, "pull").</summary>
public sealed partial class RegistryRepository(RegistryClient client, ImageReference origin) : IDisposable
{
    private const string DockerSchema1 = "application/vnd.docker.distribution.manifest.v1+json";
    private const int TagPages = 1000;
    private const int TagPageBytes = 4 << 20;

    public RegistryClient Client => client;

    /// <summary>The repository by its own name, also when a mirror stands for its registry.</summary>
    public ImageReference Origin => origin;

    public Uri Url(string rest) => client.Endpoint.Url($"v2/{origin.Path}/{rest}");

    /// <param name="reference">A tag or a digest.</param>
    /// <exception cref="RegistryException">It is not there, too large, not what its digest says, or of a kind that is no more.</exception>
    public async Task<RegistryManifest> GetManifestAsync(string reference, CancellationToken cancellationToken)
    {
        using var answer = await client.SendAsync(
            () => Request(HttpMethod.Get, "manifests/" + reference, MediaTypes.Index, MediaTypes.Manifest, MediaTypes.DockerIndex, MediaTypes.DockerManifest),
            cancellationToken);
        await ThrowUnlessAsync(answer, HttpStatusCode.OK, cancellationToken);
        var json = await RegistryAnswers.ReadAsync(answer, ArchiveLimits.Json, "manifest", cancellationToken);
        var digest = Digests.Of(json);
        var expected = Digests.IsValid(reference) ? reference : answer.Headers.TryGetValues("Docker-Content-Digest", out var told) ? told.First() : digest;
        var mediaType = MediaTypeOf(answer, json);
        if (mediaType.StartsWith(DockerSchema1[..^5], StringComparison.Ordinal))
            throw new RegistryException(RegistryFailure.Refused, $"the manifest of {reference} is of Docker's schema 1 ({mediaType}), which is not supported any more: the image has to be pushed anew");
        return expected == digest || (!Digests.IsValid(expected) && !Digests.IsValid(reference))
            ? new(mediaType, digest, json)
            : throw new RegistryException(RegistryFailure.Refused, $"manifest verification failed for digest {expected}");
    }

    /// <summary>Opens a blob, if possible where an earlier attempt stopped.</summary>
    public async Task<RegistryBlob> OpenBlobAsync(string digest, long offset, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(
            () =>
            {
                var request = Request(HttpMethod.Get, "blobs/" + digest);
                if (offset > 0)
                    request.Headers.Range = new RangeHeaderValue(offset, null);
                return request;
            },
            cancellationToken);
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && offset > 0)
        {
            answer.Dispose();
            return await OpenBlobAsync(digest, 0, cancellationToken);
        }
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            throw await RegistryAnswers.ToErrorAsync(answer, cancellationToken);
        var start = answer.StatusCode == HttpStatusCode.PartialContent ? answer.Content.Headers.ContentRange?.From ?? offset : 0;
        if (start != 0 && start != offset)
        {
            answer.Dispose();
            throw new RegistryException(RegistryFailure.Refused, $"the registry sends {digest} from byte {start}, and was asked for {offset}");
        }
        return new(answer, await answer.Content.ReadAsStreamAsync(cancellationToken), start);
    }

    public async Task<bool> HasAsync(string what, CancellationToken cancellationToken)
    {
        using var answer = await client.SendAsync(() => Request(HttpMethod.Head, what), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return false;
        await ThrowUnlessAsync(answer, HttpStatusCode.OK, cancellationToken);
        return true;
    }

    /// <summary>Every tag, page by page.</summary>
    public async Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancellationToken)
    {
        var tags = new List<string>();
        var next = Url("tags/list");
        for (var pages = 0; next is not null; pages++)
        {
            if (pages == TagPages)
                throw new RegistryException(RegistryFailure.Refused, $"the list of tags has more than {TagPages} pages");
            var page = next;
            using var answer = await client.SendAsync(() => new(HttpMethod.Get, page), cancellationToken);
            await ThrowUnlessAsync(answer, HttpStatusCode.OK, cancellationToken);
            var list = await RegistryAnswers.ReadJsonAsync(answer, RegistryJson.Default.RegistryTags, TagPageBytes, "list of tags", cancellationToken);
            tags.AddRange((list.Tags ?? []).OfType<string>());
            next = NextPage(answer, page);
        }
        return tags;
    }

    public HttpRequestMessage Request(HttpMethod method, string rest, params string[] accepted)
    {
        var request = new HttpRequestMessage(method, Url(rest));
        foreach (var mediaType in accepted)
            request.Headers.Accept.Add(new(mediaType));
        return request;
    }

    public static async Task ThrowUnlessAsync(HttpResponseMessage answer, HttpStatusCode status, CancellationToken cancellationToken)
    {
        if (answer.StatusCode != status)
            throw await RegistryAnswers.ToErrorAsync(answer, cancellationToken);
    }

    public void Dispose() => client.Dispose();

    /// <summary>The header counts where it says anything; then the document's own word, then what it looks like.</summary>
    /// <exception cref="RegistryException">Refused: the document is not what it is said to be. Who believed the one would see another image than who believed the other.</exception>
    private static string MediaTypeOf(HttpResponseMessage answer, byte[] json)
    {
        var header = answer.Content.Headers.ContentType?.MediaType ?? "";
        var isTold = MediaTypes.IsIndex(header) || MediaTypes.IsManifest(header);
        if (header.StartsWith(DockerSchema1[..^5], StringComparison.Ordinal))
            return header;
        ManifestShape? shape;
        try
        {
            shape = JsonSerializer.Deserialize(json, RegistryJson.Default.ManifestShape);
        }
        catch (JsonException) when (isTold)
        {
            // Whoever reads it as what it is said to be tells where it is wrong.
            return header;
        }
        catch (JsonException e)
        {
            throw new RegistryException(RegistryFailure.Refused, $"the registry sent a manifest that is no JSON: {e.Message}", inner: e);
        }

        var mediaType = isTold ? header : shape switch
        {
            { MediaType: { Length: > 0 } own } => own,
            { SchemaVersion: 1 } => DockerSchema1,
            { SchemaVersion: 2, IsIndex: true } => MediaTypes.Index,
            { SchemaVersion: 2, IsManifest: true } => MediaTypes.Manifest,
            _ => header,
        };
        var isIndex = shape is { IsIndex: true } || MediaTypes.IsIndex(shape?.MediaType ?? "");
        var isManifest = shape is { IsManifest: true } || MediaTypes.IsManifest(shape?.MediaType ?? "");
        return (MediaTypes.IsManifest(mediaType) && isIndex) || (MediaTypes.IsIndex(mediaType) && isManifest)
            ? throw new RegistryException(RegistryFailure.Refused, $"unexpected media type: the document that the registry calls {mediaType} is {(MediaTypes.IsManifest(mediaType) ? "an index" : "a manifest")}")
            : mediaType;
    }

    [GeneratedRegex("<(?<target>[^>]*)>[^<]*rel=\"?next\\b", RegexOptions.CultureInvariant)]
    private static partial Regex Next();

    /// <summary><c>Link: &lt;/v2/x/tags/list?last=…&gt;; rel="next"</c>; never to another place.</summary>
    private Uri? NextPage(HttpResponseMessage answer, Uri page)
    {
        if (!answer.Headers.TryGetValues("Link", out var links))
            return null;
        foreach (var link in links.SelectMany(header => Next().Matches(header)))
        {
            if (Uri.TryCreate(page, link.Groups["target"].Value, out var next) && client.Endpoint.IsSameOrigin(next) && next != page)
                return next;
        }

        return null;
    }
}
