using EngineApi.Wire;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images;

/// <summary><c>GET /images/json</c>: newest first. Images made only as a step to others do not exist here, so <c>all</c> changes nothing.</summary>
public sealed class ListImages(ImageTable images, ImageSizes sizes, ImageUsers users, ImageManifests manifests, TimeProvider time)
{
    /// <param name="filters"><c>dangling</c>, <c>label</c>, <c>label!</c>, <c>before</c>, <c>since</c>, <c>reference</c>, <c>until</c>.</param>
    /// <param name="sharedSize">Fill <c>SharedSize</c>: bytes of layers that other images have too.</param>
    /// <param name="withManifests">Fill <c>Manifests</c>.</param>
    /// <exception cref="EngineException">InvalidParameter for a filter that is unknown or malformed.</exception>
    public async Task<IReadOnlyList<ImageSummary>> ExecuteAsync(
        Filters filters, bool sharedSize, bool withManifests, CancellationToken cancellationToken)
    {
        var all = await images.ListAsync(cancellationToken);
        var wanted = new ImageFilters(filters, all, time.GetUtcNow());
        var sharers = sharedSize ? CountSharers(all) : null;
        var summaries = new List<ImageSummary>();
        foreach (var image in all.Where(wanted.Matches).OrderByDescending(image => image.Content.Created))
            summaries.Add(await SummarizeAsync(image, wanted, sharers, withManifests, cancellationToken));
        return summaries;
    }

    private async Task<ImageSummary> SummarizeAsync(
        Image image, ImageFilters wanted, Dictionary<string, int>? sharers, bool withManifests, CancellationToken cancellationToken)
    {
        var labels = image.Content.ReadConfig().Labels;
        return new()
        {
            Id = image.Id,
            Containers = users.Count(image),
            Created = image.Content.CreatedSeconds,
            Labels = labels,
            RepoTags = [.. image.RepoTags.Where(wanted.Shows)],
            RepoDigests = [.. image.RepoDigests.Where(digest => wanted.Shows(digest[..digest.IndexOf('@')]))],
            Size = await sizes.OfAsync(image.Content, cancellationToken),
            SharedSize = sharers is null ? -1 : await SharedAsync(image, sharers, cancellationToken),
            Manifests = withManifests ? await manifests.OfAsync(image.Content.Target, cancellationToken) : null,
        };
    }

    private async Task<long> SharedAsync(Image image, Dictionary<string, int> sharers, CancellationToken cancellationToken)
    {
        long shared = 0;
        foreach (var chainId in image.Content.ChainIds.Where(chainId => sharers[chainId] > 1))
            shared += await sizes.OfLayerAsync(chainId, cancellationToken) ?? 0;
        return shared;
    }

    private static Dictionary<string, int> CountSharers(IReadOnlyList<Image> all) =>
        all.SelectMany(image => image.Content.ChainIds).CountBy(chainId => chainId).ToDictionary();
}
