using EngineApi.Containerd;
using EngineApi.Engine.Images.Archive;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images;

/// <summary>
/// <c>POST /images/load</c>: docker-archives, OCI image layouts and archives that are both; several images each; plain
/// tar, gzip, and what <see cref="Decompressor"/> finds a program for.
/// <code>
/// read the archive once, every file straight into containerd's content store, under a lease
/// → describe each image (its own manifest, or one made for it) → unpack its layers → give it its names → end the lease
/// </code>
/// No image gets a name before all of them are complete.
/// </summary>
public sealed class LoadImages(ContainerdClient containerd, UnpackImage unpack, ImageContents contents, ImageNames names, ImageEvents events)
{
    /// <param name="body">The archive, read to its end unless it is refused.</param>
    /// <param name="platform">Only what is for it; null for all.</param>
    /// <param name="report">Gets the lines of the answer. What is thrown later belongs into the stream as its last line.</param>
    /// <exception cref="EngineException">InvalidParameter: the archive is refused. NotFound: nothing of an image is for the platform. Nothing is left then.</exception>
    public async Task ExecuteAsync(Stream body, WantedPlatform? platform, Func<ProgressMessage, ValueTask> report, CancellationToken cancellationToken)
    {
        await using var lease = await ContentLease.BeginAsync(containerd, "load", cancellationToken);
        var images = await DescribeAsync(await ReadAsync(body, lease, cancellationToken), platform, lease, cancellationToken);
        var references = images.Select(image => image.References.Select(References.ParseTag).ToArray()).ToArray();
        foreach (var image in images)
            await unpack.ExecuteAsync(image.Content, lease, cancellationToken);
        for (var i = 0; i < images.Count; i++)
            await NameAsync(images[i].Content, references[i], report, cancellationToken);
        if (platform is null)
            lease.Keep();
        else
            await DropOthersAsync(images, lease);
    }

    /// <summary>What the archive had for other platforms is in the content store until the lease has ended, and is seen as part of the images so long.</summary>
    private async Task DropOthersAsync(IReadOnlyList<ArchiveImage> images, ContentLease lease)
    {
        await lease.DisposeAsync();
        foreach (var image in images)
            contents.Forget(image.Content.Target);
    }

    private static async Task<ImageArchive> ReadAsync(Stream body, ContentLease lease, CancellationToken cancellationToken)
    {
        await using var decompressor = await Decompressor.OpenAsync(body, cancellationToken);
        var archive = await new ArchiveReader(lease.StoreAsync).ReadAsync(decompressor.Plain, cancellationToken);
        // What follows the archive's end is padding. It has to be read all the same: a client that is still sending
        // would not see the answer.
        await TarErrors.TranslateAsync(async () =>
        {
            await decompressor.Plain.CopyToAsync(Stream.Null, cancellationToken);
            return true;
        });
        await decompressor.FinishAsync(cancellationToken);
        return archive;
    }

    private static async Task<IReadOnlyList<ArchiveImage>> DescribeAsync(
        ImageArchive archive, WantedPlatform? platform, ContentLease lease, CancellationToken cancellationToken)
    {
        if (archive is { Index: null, DockerManifest: null })
            throw EngineException.InvalidParameter("invalid archive: it has neither a manifest.json nor an index.json");
        var fromIndex = archive.Index is null ? [] : await new ImageLayout(lease, archive, platform).ReadAsync(cancellationToken);
        if (archive.DockerManifest is null)
            return fromIndex;
        // Both describe the same images: manifest.json knows every tag, index.json has the manifests.
        var known = fromIndex.GroupBy(image => image.Content.Id).ToDictionary(group => group.Key, group => group.First().Content);
        var fromManifest = await new DockerArchive(lease, archive).ReadAsync(known, cancellationToken);
        if (platform is not null)
            fromManifest = OnlyFor(platform, fromManifest, fromIndex);
        var covered = fromManifest.Select(image => image.Content.Id).ToHashSet();
        return [.. fromManifest, .. fromIndex.Where(image => !covered.Contains(image.Content.Id))];
    }

    /// <summary>An archive that is both names an image for several platforms in manifest.json by one of them, which may not be the one that is wanted.</summary>
    private static ArchiveImage[] OnlyFor(WantedPlatform platform, IReadOnlyList<ArchiveImage> images, IReadOnlyList<ArchiveImage> fromIndex)
    {
        var wanted = images.Where(image => platform.Is(image.Content.Platform)).ToArray();
        if (wanted.Length + fromIndex.Count > 0)
            return wanted;
        throw ImageLayout.NotProvided(images.SelectMany(image => image.References.Append(image.Content.Id)).FirstOrDefault() ?? "(none)", platform);
    }

    private async Task NameAsync(
        ImageContent image, ImageReference[] references, Func<ProgressMessage, ValueTask> report, CancellationToken cancellationToken)
    {
        foreach (var reference in references)
        {
            if (await names.TagAsync(reference, image, cancellationToken) is { } former)
                await report(Renamed(reference, former));
            await report(new() { Stream = $"Loaded image: {reference.Familiar}\n" });
        }
        if (references.Length == 0)
        {
            await names.KeepAsync(image, cancellationToken);
            await report(new() { Stream = $"Loaded image ID: {image.Id}\n" });
        }
        events.Publish("load", image, image.Id);
    }

    private static ProgressMessage Renamed(ImageReference reference, Image former) =>
        new() { Stream = $"The image {reference.Familiar} already exists, renaming the old one with ID {former.Id} to empty string\n" };
}
