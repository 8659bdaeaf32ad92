using System.Globalization;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images;

/// <summary><c>GET /images/{name}/history</c>: what the configuration tells of each step, newest first.</summary>
public sealed class ImageHistory(ResolveImage resolve, ImageSizes sizes)
{
    private const string NoImage = "<missing>";

    /// <param name="platform">The one to take of an image for several; null for the one that serves this machine best.</param>
    /// <exception cref="EngineException">NotFound <c>No such image: zz:latest</c>, or nothing of it is for the platform.</exception>
    public async Task<IReadOnlyList<ImageHistoryItem>> ExecuteAsync(string nameOrId, WantedPlatform? platform, CancellationToken cancellationToken)
    {
        var image = await resolve.FindAsync(nameOrId, platform, cancellationToken);
        var items = new List<ImageHistoryItem>();
        var layer = 0;
        foreach (var step in image.Content.Document.History ?? [])
        {
            var hasLayer = !step.EmptyLayer && layer < image.Content.ChainIds.Count;
            items.Add(new()
            {
                Id = NoImage,
                Created = Seconds(step.Created),
                CreatedBy = step.CreatedBy ?? "",
                Comment = step.Comment ?? "",
                Size = hasLayer ? await sizes.OfLayerAsync(image.Content.ChainIds[layer++], cancellationToken) ?? 0 : 0,
            });
        }
        items.Reverse();
        if (items.Count > 0)
        {
            // Only the newest step is an image; those below were images where they were built.
            items[0].Id = image.Id;
            items[0].Tags = image.RepoTags.Count > 0 ? [.. image.RepoTags] : null;
        }
        return items;
    }

    private static long Seconds(string? created) =>
        DateTimeOffset.TryParse(created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeSeconds() : 0;
}
