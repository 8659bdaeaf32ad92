using EngineApi.Containerd;
using EngineApi.Containerd.Snapshots;
using EngineApi.Engine.Images;

namespace EngineApi.Engine.Containers.Mounts;

/// <summary>
/// The images that one container has mounted. Of each it has a read-only snapshot of its own from its creation to its removal, so that
/// it starts again when the image is gone, and when the container it took the mount over from is.
/// </summary>
public sealed class MountedImages(ResolveImage images, UnpackImage unpack, ContainerdClient containerd, EngineOptions options)
{
    private Snapshotter Snapshots => containerd.Snapshots(options.Snapshotter);

    /// <summary>Nothing is made yet.</summary>
    /// <exception cref="EngineException">NotFound: an image is not here; it is not pulled.</exception>
    internal async Task<IReadOnlyList<MountedImage>> FindAsync(ContainerSettings settings, CancellationToken cancellationToken)
    {
        var found = new List<MountedImage>();
        foreach (var request in MountRequests.Read(settings.Config, settings.HostConfig, static _ => true).OfType<ImageRequest>())
            found.Add(new(request, await images.ExecuteAsync(request.Image, cancellationToken)));
        return found;
    }

    /// <summary>Makes the snapshots, also of what was taken over from other containers.</summary>
    /// <param name="settled">The volumes, and what was taken over.</param>
    /// <returns>These, and the images.</returns>
    internal async Task<IReadOnlyList<ResolvedMount>> TakeAsync(
        string id, IReadOnlyList<MountedImage> own, IReadOnlyList<ResolvedMount> settled, Rollback rollback)
    {
        if (own.Count == 0 && settled.All(mount => mount.Type != "image"))
            return settled;
        var all = settled.ToList();
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Type == "image")
                all[i] = await ViewAsync(id, i, all[i], image: null, rollback);
        }

        foreach (var (request, image) in own)
        {
            var mount = new ResolvedMount
            {
                Type = "image", Name = request.Image, Destination = request.Destination, ReadOnly = true, Subpath = request.Subpath,
                ImageId = image.Id, ImageChainId = image.ChainId,
            };
            all.Add(await ViewAsync(id, all.Count, mount, image, rollback));
        }

        return all;
    }

    /// <summary>In order if they are gone already.</summary>
    internal Task RemoveAsync(ContainerSnapshot container) => Task.WhenAll(ContainerMounts.ImagesOf(container.Settings).Select(
        mount => RemoveContainer.IgnoreGoneAsync(Snapshots.RemoveAsync(mount.Snapshot!, CancellationToken.None))));

    private async Task<ResolvedMount> ViewAsync(string id, int number, ResolvedMount mount, ResolvedImage? image, Rollback rollback)
    {
        var name = $"{id}-mount-{number}";
        var labels = new Dictionary<string, string> { [CreateContainer.SnapshotLabel] = id, [GcLabels.Root] = "1" };
        rollback.Add("snapshot of a mounted image", () => RemoveContainer.IgnoreGoneAsync(Snapshots.RemoveAsync(name, CancellationToken.None)));
        try
        {
            await Snapshots.ViewAsync(name, mount.ImageChainId, labels, CancellationToken.None);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound && image is not null)
        {
            // Another client of containerd brought the image and left it packed.
            await unpack.ExecuteAsync(image.Image.Content, CancellationToken.None);
            await Snapshots.ViewAsync(name, mount.ImageChainId, labels, CancellationToken.None);
        }

        return mount with { Snapshot = name };
    }
}

/// <summary>An image that is here, and what is asked of it.</summary>
internal sealed record MountedImage(ImageRequest Request, ResolvedImage Image);
