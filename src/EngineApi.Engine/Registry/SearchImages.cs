using System.Globalization;
using EngineApi.Wire;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Registry;

/// <summary><c>GET /images/search</c>: Docker Hub's search, or that of a registry which has one.</summary>
public sealed class SearchImages(Registries registries, RegistryEndpoints endpoints)
{
    private const int DefaultLimit = 25;
    private const int MostLimit = 100;
    private const int AnswerBytes = 4 << 20;

    // The old index still answers searches, and nothing else.
    private static readonly RegistryEndpoint Hub = new(new("https://index.docker.io/"), Verifies: true);

    /// <param name="term">What to look for; <c>registry.example.com/term</c> asks that registry.</param>
    /// <param name="limit">From 1 to 100; 0 is 25.</param>
    /// <param name="filters"><c>stars</c>, <c>is-official</c>, <c>is-automated</c>.</param>
    /// <exception cref="EngineException">InvalidParameter; otherwise as the registry fails.</exception>
    public async Task<List<ImageSearchItem>> ExecuteAsync(
        string term, int limit, Filters filters, RegistryCredentials credentials, CancellationToken cancellationToken)
    {
        var wanted = Wanted(filters);
        if (limit is < 0 or > MostLimit)
            throw EngineException.InvalidParameter($"limit {limit} is outside the range of [1, {MostLimit}]");
        if (term.Contains("://", StringComparison.Ordinal))
            throw EngineException.InvalidParameter("invalid repository name: repository name (" + term + ") must not contain a scheme");
        var (domain, rest) = Split(term);
        var candidates = domain == ImageReference.DefaultDomain ? [Hub] : await endpoints.OfAsync(domain, withMirrors: false, cancellationToken);
        var query = $"v1/search?q={Uri.EscapeDataString(rest)}&n={(limit == 0 ? DefaultLimit : limit)}";
        for (var i = 0; ; i++)
        {
            try
            {
                var results = await AskAsync(candidates[i], query, credentials, cancellationToken);
                return [.. results.Where(wanted).Select(item => Qualify(item, domain))];
            }
            catch (RegistryException e) when (e.Failure == RegistryFailure.Unreachable && i < candidates.Count - 1)
            {
                // The next address may be the right one.
                continue;
            }
            catch (RegistryException e)
            {
                throw e.ToEngine();
            }
        }
    }

    private async Task<IEnumerable<ImageSearchItem>> AskAsync(
        RegistryEndpoint endpoint, string query, RegistryCredentials credentials, CancellationToken cancellationToken)
    {
        using var client = registries.Client(endpoint, credentials);
        using var answer = await client.SendAsync(() => new(HttpMethod.Get, endpoint.Url(query)), cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new RegistryException(RegistryFailure.Refused, $"Unexpected status code {(int)answer.StatusCode}");
        var found = await RegistryAnswers.ReadJsonAsync(answer, RegistryJson.Default.RegistrySearch, AnswerBytes, "search result", cancellationToken);
        return (found.Results ?? []).OfType<RegistrySearchResult>().Select(result => new ImageSearchItem
        {
            Name = result.Name ?? "",
            Description = result.Description ?? "",
            StarCount = result.StarCount,
            IsOfficial = result.IsOfficial,
        });
    }

    private static Func<ImageSearchItem, bool> Wanted(Filters filters) => Input.Read<Func<ImageSearchItem, bool>>(() =>
    {
        filters.Validate("is-automated", "is-official", "stars");
        var stars = filters["stars"].Select(value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new FormatException($"invalid filter 'stars={value}'")).DefaultIfEmpty(0).Max();
        bool? official = filters.Has("is-official") ? filters.Bool("is-official", false) : null;
        // Nothing is any more.
        var automated = filters.Bool("is-automated", false);
        return item => !automated && item.StarCount >= stars && (official is null || item.IsOfficial == official);
    });

    private static (string Domain, string Query) Split(string term)
    {
        var slash = term.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || (!term.AsSpan(0, slash).ContainsAny('.', ':') && term[..slash] != "localhost"))
            return (ImageReference.DefaultDomain, term.StartsWith("library/", StringComparison.Ordinal) ? term["library/".Length..] : term);
        return term[..slash] is "docker.io" or "index.docker.io"
            ? (ImageReference.DefaultDomain, term[(slash + 1)..])
            : (term[..slash], term[(slash + 1)..]);
    }

    private static ImageSearchItem Qualify(ImageSearchItem item, string domain)
    {
        if (domain != ImageReference.DefaultDomain)
            item.Name = domain + "/" + item.Name;
        return item;
    }
}
