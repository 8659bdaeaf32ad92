using EngineApi.Wire;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images;

/// <summary>
/// <c>DELETE /images/{name}</c>. By reference: takes that name away, and the image with its last one. By id: takes every
/// name of one repository, or with force of several, and the image.
/// </summary>
public sealed class RemoveImage(ImageTable images, ImageNames names, ImageUsers users, ImageEvents events)
{
    /// <param name="force">Also when stopped containers use the image, or several repositories name it. Never when a container runs.</param>
    /// <returns>What was untagged and deleted, in this order.</returns>
    /// <exception cref="EngineException">NotFound; Conflict, in Docker's words, when it is in use.</exception>
    public Task<IReadOnlyList<ImageDeleteItem>> ExecuteAsync(string nameOrId, bool force, CancellationToken cancellationToken) =>
        names.InTurnAsync<IReadOnlyList<ImageDeleteItem>>(async () =>
        {
            var all = await images.ListAsync(cancellationToken);
            var (image, reference) = ResolveImage.Find(all, nameOrId);
            return reference is null
                ? await RemoveByIdAsync(all, image, force, cancellationToken)
                : await RemoveByNameAsync(all, image, reference, force, cancellationToken);
        }, cancellationToken);

    private async Task<IReadOnlyList<ImageDeleteItem>> RemoveByNameAsync(
        IReadOnlyList<Image> all, Image image, ImageReference reference, bool force, CancellationToken cancellationToken)
    {
        var named = image.Names.Where(name => name.Reference is not null).ToArray();
        if (!force && IsSingle(named) && users.Any(image) is { } user)
            throw InUse(reference, user, image.Id);
        var leaving = named.Where(name => name.Reference!.Canonical == reference.Canonical).ToList();
        // Digests of a repository go with its last tag.
        if (!named.Except(leaving).Any(name => name.IsTag && name.Reference!.Name == reference.Name))
            leaving.AddRange(named.Where(name => name.IsDigest && name.Reference!.Name == reference.Name).Except(leaving));
        if (named.Except(leaving).Any())
            return await UntagAsync(image, leaving, cancellationToken);
        if (users.Running(image) is not null || (!force && users.Stopped(image) is not null))
        {
            // A container still needs it: the image stays, without a name.
            await names.KeepAsync(image.Content.Target, cancellationToken);
            return await UntagAsync(image, leaving, cancellationToken);
        }
        return await DeleteAsync(all, image, cancellationToken);
    }

    private async Task<IReadOnlyList<ImageDeleteItem>> RemoveByIdAsync(
        IReadOnlyList<Image> all, Image image, bool force, CancellationToken cancellationToken)
    {
        if (users.Running(image) is { } running)
            throw Undeletable(image.Id, "cannot be forced", $"image is being used by running container {HexId.Short(running)}");
        if (!force && !IsSingle([.. image.Names.Where(name => name.Reference is not null)]))
            throw Undeletable(image.Id, "must be forced", "image is referenced in multiple repositories");
        if (!force && users.Stopped(image) is { } stopped)
            throw Undeletable(image.Id, "must be forced", $"image is being used by stopped container {HexId.Short(stopped)}");
        return await DeleteAsync(all, image, cancellationToken);
    }

    /// <summary>No name, one, or one tag with the digest of the same repository.</summary>
    private static bool IsSingle(ImageName[] named) =>
        named.Length <= 1 || (named.Count(name => name.IsTag) <= 1 && named.Select(name => name.Reference!.Name).Distinct().Count() == 1);

    private async Task<IReadOnlyList<ImageDeleteItem>> DeleteAsync(IReadOnlyList<Image> all, Image image, CancellationToken cancellationToken)
    {
        var shared = all.Where(other => other.Id != image.Id).SelectMany(other => other.Content.ChainIds).ToHashSet();
        var removed = await UntagAsync(image, image.Names, cancellationToken);
        events.PublishDelete(image.Id);
        return
        [
            .. removed,
            new() { Deleted = image.Id },
            .. image.Content.ChainIds.Reverse().Where(chainId => !shared.Contains(chainId)).Select(chainId => new ImageDeleteItem { Deleted = chainId }),
        ];
    }

    private async Task<IReadOnlyList<ImageDeleteItem>> UntagAsync(Image image, IReadOnlyList<ImageName> leaving, CancellationToken cancellationToken)
    {
        var removed = new List<ImageDeleteItem>();
        for (var i = 0; i < leaving.Count; i++)
        {
            // With the last name containerd frees the disk space before it answers.
            await names.DeleteAsync(leaving[i], sync: i == leaving.Count - 1, cancellationToken);
            if (leaving[i].Reference is not { } reference)
                continue;
            removed.Add(new() { Untagged = reference.Familiar });
            events.Publish("untag", image.Content, image.Id);
        }
        return removed;
    }

    internal static EngineException InUse(ImageReference reference, string user, string imageId) => EngineException.Conflict(
        $"conflict: unable to remove repository reference \"{reference.Familiar}\" (must force) - container {HexId.Short(user)} " +
        $"is using its referenced image {HexId.Short(imageId)}");

    internal static EngineException Undeletable(string imageId, string remedy, string reason) =>
        EngineException.Conflict($"conflict: unable to delete {HexId.Short(imageId)} ({remedy}) - {reason}");
}
