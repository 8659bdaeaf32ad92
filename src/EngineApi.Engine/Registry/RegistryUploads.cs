using System.Net;
using System.Net.Http.Headers;
using EngineApi.Engine.Images;

namespace EngineApi.Engine.Registry;

/// <summary>How a blob came to be in a repository.</summary>
internal enum UploadOutcome
{
    WasThere,
    Mounted,
    Sent,
}

/// <summary>Writes to a repository (OCI distribution-spec, "push"): a blob in one piece, after asking whether that is needed.</summary>
internal sealed class RegistryUploads(RegistryRepository repository, RetryPolicy retry, TimeProvider time)
{
    /// <param name="sources">Other repositories of the registry that may have the blob, to be taken from there.</param>
    /// <param name="open">Opens the blob.</param>
    /// <param name="sent">Hears how many bytes are sent so far.</param>
    /// <exception cref="RegistryException">The registry does not take it.</exception>
    public async Task<(UploadOutcome Outcome, string? Source)> PutBlobAsync(
        string digest, long size, IEnumerable<string> sources, Func<Stream> open, Action<long> sent, CancellationToken cancellationToken)
    {
        if (await repository.HasAsync("blobs/" + digest, cancellationToken))
            return (UploadOutcome.WasThere, null);
        foreach (var source in sources)
        {
            if (await TryMountAsync(digest, source, cancellationToken))
                return (UploadOutcome.Mounted, source);
        }
        for (var failures = 1; ; failures++)
        {
            try
            {
                await SendAsync(digest, size, open, sent, cancellationToken);
                return (UploadOutcome.Sent, null);
            }
            catch (RegistryException e) when (e.IsTransient && failures < retry.Attempts)
            {
                await Task.Delay(retry.After(failures), time, cancellationToken);
            }
        }
    }

    /// <param name="reference">A tag, or the manifest's digest.</param>
    /// <exception cref="RegistryException">The registry does not take it, or takes something else for it.</exception>
    public async Task PutManifestAsync(string reference, RegistryManifest manifest, CancellationToken cancellationToken)
    {
        using var answer = await repository.Client.SendAsync(
            () =>
            {
                var request = repository.Request(HttpMethod.Put, "manifests/" + reference);
                request.Content = new ByteArrayContent(manifest.Json) { Headers = { ContentType = new MediaTypeHeaderValue(manifest.MediaType) } };
                return request;
            },
            cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw await RegistryAnswers.ToErrorAsync(answer, cancellationToken);
        if (answer.Headers.TryGetValues("Docker-Content-Digest", out var told) && told.First() is var digest && Digests.IsValid(digest) && digest != manifest.Digest)
            throw new RegistryException(RegistryFailure.Refused, $"the registry stored {digest} for the manifest {manifest.Digest}");
    }

    private async Task<bool> TryMountAsync(string digest, string source, CancellationToken cancellationToken)
    {
        try
        {
            var query = $"blobs/uploads/?mount={Uri.EscapeDataString(digest)}&from={Uri.EscapeDataString(source)}";
            using var answer = await repository.Client.SendAsync(() => repository.Request(HttpMethod.Post, query), cancellationToken);
            if (answer.StatusCode == HttpStatusCode.Accepted && Location(answer) is { } begun)
                await CancelAsync(begun, cancellationToken);
            return answer.StatusCode == HttpStatusCode.Created;
        }
        catch (RegistryException e) when (e.Failure is RegistryFailure.Unauthorized or RegistryFailure.Denied)
        {
            // The other repository is not ours to take from.
            return false;
        }
    }

    /// <summary>An upload that nobody goes on with; a registry that keeps it nevertheless ends it by itself some day.</summary>
    private async Task CancelAsync(Uri upload, CancellationToken cancellationToken)
    {
        using var answer = await repository.Client.SendAsync(() => new(HttpMethod.Delete, upload), cancellationToken);
    }

    private async Task SendAsync(string digest, long size, Func<Stream> open, Action<long> sent, CancellationToken cancellationToken)
    {
        Uri target;
        using (var begun = await repository.Client.SendAsync(() => repository.Request(HttpMethod.Post, "blobs/uploads/"), cancellationToken))
        {
            if (begun.StatusCode != HttpStatusCode.Accepted)
                throw await RegistryAnswers.ToErrorAsync(begun, cancellationToken);
            var location = Location(begun)
                ?? throw new RegistryException(RegistryFailure.Refused, "the registry begins an upload and does not say where");
            target = new UriBuilder(location) { Query = $"{location.Query.TrimStart('?')}&digest={Uri.EscapeDataString(digest)}".TrimStart('&') }.Uri;
        }
        using var answer = await repository.Client.SendOnceAsync(
            () => new(HttpMethod.Put, target)
            {
                Content = new RegistryBlobContent(open, size, sent) { Headers = { ContentType = new("application/octet-stream") } },
            },
            cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw await RegistryAnswers.ToErrorAsync(answer, cancellationToken);
    }

    private static Uri? Location(HttpResponseMessage answer) =>
        answer.Headers.Location is { } location ? new Uri(answer.RequestMessage!.RequestUri!, location) : null;
}
