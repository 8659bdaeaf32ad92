using EngineApi.Containerd;
using EngineApi.Engine.Images.Format;
using EngineApi.Wire;
using EngineApi.Wire.Images;
using Descriptor = EngineApi.Containerd.Descriptor;

namespace EngineApi.Engine.Images;

/// <summary>
/// <c>DELETE /images/{name}?platforms=…</c>: takes some platforms' parts out of an image, and its names stay. With the last part goes
/// the image, since there would be nothing left to tell of it.
/// </summary>
public sealed class RemoveImagePlatforms(
    ContainerdClient containerd, ImageTable images, ImageContents contents, ImageNames names, ImageUsers users, RemoveImage remove)
{
    /// <param name="force">Also when stopped containers are of such a part. Never when one runs.</param>
    /// <returns>The manifests that are gone, or what removing the whole image tells.</returns>
    /// <exception cref="EngineException">NotFound, also for a platform; Conflict when a part is in use. Nothing is removed then.</exception>
    public async Task<IReadOnlyList<ImageDeleteItem>> ExecuteAsync(
        string nameOrId, bool force, IReadOnlyList<WantedPlatform> platforms, CancellationToken cancellationToken) =>
        await names.InTurnAsync(() => TakeOutAsync(nameOrId, force, platforms, cancellationToken), cancellationToken)
        ?? await remove.ExecuteAsync(nameOrId, force, cancellationToken);

    /// <returns>Null: nothing would be left.</returns>
    private async Task<IReadOnlyList<ImageDeleteItem>?> TakeOutAsync(
        string nameOrId, bool force, IReadOnlyList<WantedPlatform> platforms, CancellationToken cancellationToken)
    {
        var all = await images.ListAsync(cancellationToken);
        var (image, reference) = ResolveImage.Find(all, nameOrId);
        var target = image.TargetOf(reference);
        var leaving = await ChooseAsync(image, target, nameOrId, platforms, cancellationToken);
        foreach (var part in leaving)
            RefuseIfUsed(part, reference, force);
        var parts = await contents.PartsAsync(target, cancellationToken);
        if (parts.All(part => leaving.Exists(gone => gone.Manifest.Digest == part.Manifest.Digest)))
            return null;
        await RefuseIfSharedAsync(all, target, leaving, cancellationToken);

        var digests = leaving.Select(part => part.Manifest.Digest).ToHashSet(StringComparer.Ordinal);
        await LetGoAsync(target, digests, cancellationToken);
        // The end of a lease that holds nothing: containerd has collected everything when it answers.
        await (await ContentLease.BeginAsync(containerd, "remove", cancellationToken)).DisposeAsync();
        return [.. leaving.Select(part => new ImageDeleteItem { Deleted = part.Manifest.Digest })];
    }

    private async Task<List<ImageContent>> ChooseAsync(
        Image image, Descriptor target, string name, IReadOnlyList<WantedPlatform> platforms, CancellationToken cancellationToken)
    {
        var chosen = new List<ImageContent>();
        foreach (var platform in platforms)
        {
            chosen.Add(await contents.FindAsync(target, platform, cancellationToken) ?? throw EngineException.NotFound(
                $"failed to delete platform {platform} for image {image.Id}: {platform.NotProvidedBy(name).Message}"));
        }

        return [.. chosen.DistinctBy(part => part.Manifest.Digest)];
    }

    private void RefuseIfUsed(ImageContent part, ImageReference? reference, bool force)
    {
        if (users.OfPlatform(part.Id, isRunning: true) is { } running)
            throw RemoveImage.Undeletable(part.Id, "cannot be forced", $"image is being used by running container {HexId.Short(running.ContainerId)}");
        if (force || users.OfPlatform(part.Id, isRunning: false) is not { } stopped)
            return;
        throw reference is null
            ? RemoveImage.Undeletable(part.Id, "must be forced", $"image is being used by stopped container {HexId.Short(stopped.ContainerId)}")
            : RemoveImage.InUse(reference, stopped.ContainerId, part.Id);
    }

    /// <summary>What another image's name leads to as well would stay here, and would be shown as before.</summary>
    private async Task RefuseIfSharedAsync(IReadOnlyList<Image> all, Descriptor target, List<ImageContent> leaving, CancellationToken cancellationToken)
    {
        foreach (var other in all.SelectMany(image => image.Names).Select(name => name.Record.Target).DistinctBy(one => one.Digest).Where(one => one.Digest != target.Digest))
        {
            var manifests = (await contents.ManifestsOfAsync(other, cancellationToken)).ToHashSet(StringComparer.Ordinal);
            if (leaving.Find(part => manifests.Contains(part.Manifest.Digest)) is { } shared)
                throw RemoveImage.Undeletable(shared.Id, "cannot be forced", "image is referenced in multiple repositories");
        }
    }

    /// <summary>Takes away the labels by which indexes hold the manifests, and what other manifests tell of them.</summary>
    private async Task LetGoAsync(Descriptor index, HashSet<string> manifests, CancellationToken cancellationToken)
    {
        if (!MediaTypes.IsIndex(index.MediaType) || await contents.FindIndexAsync(index, cancellationToken) is not { } document)
            return;
        foreach (var inner in document.Children.Where(child => MediaTypes.IsIndex(child.MediaType)))
            await LetGoAsync(new(inner.MediaType, inner.Digest, inner.Size), manifests, cancellationToken);
        var leaving = document.Children
            .Where(child => manifests.Contains(child.Digest) || (child.Annotations?.GetValueOrDefault(ImageManifests.AttestationSubject) is { } subject && manifests.Contains(subject)))
            .Select(child => child.Digest)
            .ToHashSet(StringComparer.Ordinal);
        var info = await containerd.Content.InfoAsync(index.Digest, cancellationToken);
        var labels = info.Labels
            .Where(label => label.Key.StartsWith(GcLabels.RefContent, StringComparison.Ordinal) && leaving.Contains(label.Value))
            .ToDictionary(label => label.Key, static _ => "");
        if (labels.Count > 0)
            await containerd.Content.UpdateLabelsAsync(index.Digest, labels, cancellationToken);
    }
}
