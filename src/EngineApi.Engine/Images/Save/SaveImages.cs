using System.IO.Pipelines;
using EngineApi.Containerd;
using EngineApi.Containerd.Leases;

namespace EngineApi.Engine.Images.Save;

/// <summary>
/// <c>GET /images/get</c> and <c>/images/{name}/get</c>: one archive of several images, from the content store straight into the answer.
/// <code>
/// find the images → hold them by a lease, as others may remove them meanwhile → see that every blob is here → write
/// </code>
/// </summary>
public sealed class SaveImages(ContainerdClient containerd, ImageTable images, ImageContents contents, ImageEvents events)
{
    /// <param name="names">References and ids; a reference without tag and digest means every tag of the repository.</param>
    /// <param name="platform">Only the manifest for it; null for images as they are.</param>
    /// <param name="output">Takes the tar, as it is packed.</param>
    /// <param name="begin">Called once, when nothing can be refused any more and before the first byte.</param>
    /// <exception cref="EngineException">NotFound: there is no such image, or content of it is missing; InvalidParameter for names.</exception>
    public async Task ExecuteAsync(
        IReadOnlyList<string> names, WantedPlatform? platform, PipeWriter output, Action begin, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
            throw EngineException.InvalidParameter("nothing to save: names must have at least one image");
        var choices = SaveChoice.Of(await images.ListAsync(cancellationToken), names);
        await using var lease = await ContentLease.BeginAsync(containerd, "save", cancellationToken);
        // Nothing is made here that would have to be collected when the lease ends.
        lease.Keep();
        var plan = new SavePlan(containerd);
        foreach (var image in choices.GroupBy(static choice => (choice.Image.Id, choice.Target.Digest)))
        {
            var (target, tags) = (image.First().Target, image.Select(static choice => choice.Reference).OfType<Wire.Images.ImageReference>().ToArray());
            await containerd.Leases.AddResourceAsync(lease.Id, LeaseResource.Content(target.Digest), cancellationToken);
            var content = await ChooseAsync(image.First(), platform, cancellationToken);
            await plan.AddAsync(content, platform is null ? target : content.Manifest, tags, cancellationToken);
        }

        begin();
        await new SavedArchive(containerd, output).WriteAsync(plan, cancellationToken);
        foreach (var image in choices.Select(static choice => choice.Image).DistinctBy(static image => image.Id))
            events.Publish("save", image.Content, image.Id);
    }

    private async Task<ImageContent> ChooseAsync(SaveChoice choice, WantedPlatform? platform, CancellationToken cancellationToken) =>
        platform is null
            ? await contents.ReadAsync(choice.Target, cancellationToken)
            : await contents.FindAsync(choice.Target, platform, cancellationToken) ?? throw platform.NotProvidedBy(choice.Reference?.Familiar ?? choice.Image.Id);
}
