using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Containers.Restore;
using EngineApi.Engine.Events;
using EngineApi.Engine.Images;
using EngineApi.Engine.Images.Changes;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Commit;

/// <summary>Makes an image of a container: its image with one more layer and another configuration (API: <c>ImageCommit</c>).</summary>
/// <remarks>
/// 1. What can be refused is refused. 2. The container is paused, unless that is not wanted, as long as its files are packed. 3. Layer,
/// configuration and manifest are stored under a lease, and the layer unpacked. 4. The image gets its name and <c>commit</c> is
/// published. A failure leaves nothing.
/// </remarks>
public sealed class CommitContainer(
    ContainerTable containers,
    ContainerdClient containerd,
    ResolveImage images,
    ContainerLayer layers,
    CommittedImage document,
    UnpackImage unpack,
    ImageNames names,
    ImageEvents imageEvents,
    PauseContainer pause,
    UnpauseContainer unpause,
    ContainerLook look,
    EventBus events)
{
    /// <returns>The new image's id.</returns>
    /// <exception cref="EngineException">NotFound; Conflict when the container is being removed; InvalidParameter for reference or changes.</exception>
    public async Task<string> ExecuteAsync(string nameOrId, CommitRequest request, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        var current = container.Current;
        current.MustBeWhole("commit");
        var reference = request.Repository.Length == 0 ? null : References.ParseTag(request.Repository, request.Tag);
        var config = request.Config;
        ImageConfigMerge.Apply(config, CopyOf(current.Settings.Config));
        ImageChanges.Apply(config, request.Changes);
        var parent = await images.FindPartAsync(
            current.Settings.ImageId, current.Settings.ImageTarget, current.Settings.ImageManifestDigest, cancellationToken);

        await using var lease = await ContentLease.BeginAsync(containerd, "commit", cancellationToken);
        var layer = await PackAsync(container, request.Pause, lease, cancellationToken);
        var image = await document.StoreAsync(parent, current, layer, config, request, lease, cancellationToken);
        await unpack.ExecuteAsync(image, lease, cancellationToken);
        imageEvents.Publish("create", image, image.Id);
        if (reference is null)
        {
            await names.KeepAsync(image, cancellationToken);
        }
        else
        {
            await names.TagAsync(reference, image, cancellationToken);
            imageEvents.Publish("tag", image, reference.Familiar);
        }

        lease.Keep();
        events.PublishContainer(current, "commit", ("comment", request.Comment), ("imageID", image.Id), ("imageRef", reference?.Familiar ?? ""));
        return image.Id;
    }

    /// <summary>The container's own is never written to.</summary>
    private static ContainerConfig CopyOf(ContainerConfig config) => JsonSerializer.Deserialize(
        JsonSerializer.SerializeToUtf8Bytes(config, WireJson.Default.ContainerConfig), WireJson.Default.ContainerConfig)!;

    private async Task<Descriptor> PackAsync(Container container, bool pausing, ContentLease lease, CancellationToken cancellationToken)
    {
        var paused = pausing && await PauseAsync(container);
        try
        {
            return await layers.PackAsync(container.Current, lease, cancellationToken);
        }
        finally
        {
            // Also when the client is gone.
            if (paused)
                await GoOnAsync(container);
        }
    }

    /// <summary>To its end, whoever gives up meanwhile: a pause that nobody knows of would last for good.</summary>
    private async Task<bool> PauseAsync(Container container)
    {
        try
        {
            return await TryAsync(pause.ExecuteAsync(container.Id, CancellationToken.None));
        }
        catch (ContainerdException e) when (e.IsTransient)
        {
            await MendAsync(container);
            throw;
        }
    }

    private async Task GoOnAsync(Container container)
    {
        try
        {
            await TryAsync(unpause.ExecuteAsync(container.Id, CancellationToken.None));
        }
        catch (ContainerdException e) when (e.IsTransient)
        {
            await MendAsync(container);
        }
    }

    /// <summary>Nobody but us wanted it to stand still, and a call that failed may have been carried out: containerd knows.</summary>
    private async Task MendAsync(Container container)
    {
        await look.TryAsync(container);
        if (container.Current.Status == ContainerStatus.Paused)
            await TryAsync(unpause.ExecuteAsync(container.Id, CancellationToken.None));
    }

    /// <summary>False: it does not run, or is paused already, or is not any more.</summary>
    private static async Task<bool> TryAsync(Task change)
    {
        try
        {
            await change;
            return true;
        }
        catch (EngineException e) when (e.Kind is ErrorKind.Conflict or ErrorKind.NotFound)
        {
            return false;
        }
    }
}
