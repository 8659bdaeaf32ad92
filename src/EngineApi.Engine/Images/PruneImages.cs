using System.Globalization;
using EngineApi.Engine.Events;
using EngineApi.Wire;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images;

/// <summary>Removes images that no container uses (API: <c>ImagePrune</c>): those without a tag, or all.</summary>
public sealed class PruneImages(
    ImageTable images, RemoveImage remove, ImageSizes sizes, ImageUsers users, EventBus events, TimeProvider time)
{
    private readonly PruneTurn _turn = new();

    /// <param name="filters"><c>dangling</c> (true unless it is said to be false), <c>until</c>, <c>label</c>, <c>label!</c>.</param>
    /// <exception cref="EngineException">InvalidParameter for a filter; Conflict while another prune runs.</exception>
    public async Task<ImagePruneResponse> ExecuteAsync(Filters filters, CancellationToken cancellationToken)
    {
        var wanted = new PruneFilter(filters, time.GetUtcNow(), "dangling");
        var danglingOnly = Input.Read(() => filters.Bool("dangling", whenAbsent: true));
        using var turn = _turn.Take();
        var answer = new ImagePruneResponse();
        foreach (var image in await images.ListAsync(cancellationToken))
        {
            if ((danglingOnly && image.RepoTags.Count > 0)
                || users.Any(image) is not null
                || !wanted.Matches(image.Content.Created, image.Content.Labels))
            {
                continue;
            }

            await RemoveAsync(image, answer, cancellationToken);
        }

        events.Publish("image", "prune", "", ("reclaimed", answer.SpaceReclaimed.ToString(CultureInfo.InvariantCulture)));
        return answer;
    }

    private async Task RemoveAsync(Image image, ImagePruneResponse answer, CancellationToken cancellationToken)
    {
        var layers = new Dictionary<string, long>();
        foreach (var chainId in image.Content.ChainIds)
            layers[chainId] = await sizes.OfLayerAsync(chainId, cancellationToken) ?? 0;
        string[] names = [.. image.RepoTags, .. image.RepoDigests];
        foreach (var name in names.Length > 0 ? names : [image.Id])
        {
            IReadOnlyList<ImageDeleteItem> gone;
            try
            {
                gone = await remove.ExecuteAsync(name, force: false, cancellationToken);
            }
            catch (EngineException e) when (e.Kind is ErrorKind.Conflict or ErrorKind.NotFound)
            {
                // A container was made of it meanwhile, or it went with another name.
                continue;
            }

            (answer.ImagesDeleted ??= []).AddRange(gone);
            answer.SpaceReclaimed += (ulong)gone.Sum(item => item.Deleted is { } deleted ? layers.GetValueOrDefault(deleted) : 0);
        }
    }
}
