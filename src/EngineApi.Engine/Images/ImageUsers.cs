namespace EngineApi.Engine.Images;

/// <summary>A container, as far as its image is concerned.</summary>
/// <param name="ImageId"><c>sha256:…</c></param>
/// <param name="IsRunning">Running or paused.</param>
/// <param name="IsMade">It was made from the image; otherwise it has it mounted.</param>
public sealed record ImageUser(string ContainerId, string ImageId, bool IsRunning, bool IsMade = true);

/// <summary>
/// Every container there is. Images ask through this, because containers are built upon images and not the other way round.
/// </summary>
public delegate IEnumerable<ImageUser> ListImageUsers();

/// <summary>Which containers use an image: what keeps it from being removed, and what lists count.</summary>
public sealed class ImageUsers(ListImageUsers list)
{
    /// <summary>The ids of all containers made from the image.</summary>
    public IEnumerable<string> All(string imageId) => list().Where(user => user.IsMade && user.ImageId == imageId).Select(user => user.ContainerId);

    public long Count(string imageId) => All(imageId).LongCount();

    /// <summary>The id of a container that uses the image, in any state; null if there is none.</summary>
    public string? Any(string imageId) => list().FirstOrDefault(user => user.ImageId == imageId)?.ContainerId;

    public string? Running(string imageId) => list().FirstOrDefault(user => user.ImageId == imageId && user.IsRunning)?.ContainerId;

    public string? Stopped(string imageId) => list().FirstOrDefault(user => user.ImageId == imageId && !user.IsRunning)?.ContainerId;
}
