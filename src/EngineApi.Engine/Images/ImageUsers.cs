namespace EngineApi.Engine.Images;

/// <summary>A container, as far as its image is concerned.</summary>
/// <param name="ImageId"><c>sha256:…</c></param>
/// <param name="IsRunning">Running or paused.</param>
/// <param name="IsMade">It was made from the image; otherwise it has it mounted.</param>
public sealed record ImageUser(string ContainerId, string ImageId, bool IsRunning, bool IsMade = true)
{
    /// <summary>The digest the image's name led to, as of an index for several platforms; null when it is not known.</summary>
    public string? ImageTarget { get; init; }

    /// <summary>Also when the container is of another platform's part of the image.</summary>
    internal bool Uses(Image image) =>
        ImageId == image.Id || (ImageTarget is { } target && image.Names.Any(name => name.Record.Target.Digest == target));
}

/// <summary>
/// Every container there is. Images ask through this, because containers are built upon images and not the other way round.
/// </summary>
public delegate IEnumerable<ImageUser> ListImageUsers();

/// <summary>Which containers use an image: what keeps it from being removed, and what lists count.</summary>
public sealed class ImageUsers(ListImageUsers list)
{
    /// <summary>The ids of all containers made from the image.</summary>
    public IEnumerable<string> All(string imageId) => list().Where(user => user.IsMade && user.ImageId == imageId).Select(user => user.ContainerId);

    public long Count(Image image) => list().LongCount(user => user.IsMade && user.Uses(image));

    /// <summary>The id of a container that uses the image, in any state; null if there is none.</summary>
    public string? Any(Image image) => list().FirstOrDefault(user => user.Uses(image))?.ContainerId;

    public string? Running(Image image) => list().FirstOrDefault(user => user.Uses(image) && user.IsRunning)?.ContainerId;

    public string? Stopped(Image image) => list().FirstOrDefault(user => user.Uses(image) && !user.IsRunning)?.ContainerId;

    /// <summary>Who was made from one platform's part of an image.</summary>
    internal ImageUser? OfPlatform(string imageId, bool isRunning) => list().FirstOrDefault(user => user.ImageId == imageId && user.IsRunning == isRunning);
}
