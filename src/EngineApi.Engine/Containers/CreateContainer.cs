using EngineApi.Containerd;
using EngineApi.Containerd.Snapshots;
using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Events;
using EngineApi.Engine.Images;
using EngineApi.Engine.Volumes;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers;

/// <summary>Makes a container from an image (API: <c>ContainerCreate</c>).</summary>
/// <remarks>
/// 1. Everything that can be refused is refused before anything is made. 2. The name is taken, and volumes and images to mount. 3. Snapshot and record are
/// made side by side, and new volumes filled. 4. The container becomes visible and <c>create</c> is published. A failure unwinds in reverse.
/// </remarks>
public sealed class CreateContainer(
    ContainerTable containers,
    ResolveImage images,
    UnpackImage unpack,
    CreateRequestSettlement settlement,
    ContainerPersistence persistence,
    ContainerdClient containerd,
    RuntimeCatalog runtimes,
    ContainerStreams streams,
    ContainerVolumes volumes,
    MountedImages mountedImages,
    EngineOptions options,
    EventBus events,
    ILogger<CreateContainer> log)
{
    /// <summary>Marks a container's snapshots with its id, so that those without a container can be found.</summary>
    public const string SnapshotLabel = "engineapi/container";

    /// <param name="name">Null or empty: one is made up.</param>
    /// <param name="platform">What the image must be for, <c>os[/arch[/variant]]</c>; null or empty: whatever it is for.</param>
    /// <exception cref="EngineException">InvalidParameter; NotFound for the image; Conflict for the name.</exception>
    public async Task<ContainerCreateResponse> ExecuteAsync(
        string? name, string? platform, ContainerCreateRequest request, CancellationToken cancellationToken)
    {
        if (request.Image.Length == 0)
            throw EngineException.InvalidParameter("config cannot be empty in order to create a container");
        if (!string.IsNullOrEmpty(name))
            name = ContainerRules.CheckedName(name);

        var wanted = string.IsNullOrEmpty(platform) ? null : WantedPlatform.Parse(platform);
        var image = await images.ExecuteAsync(request.Image, wanted, cancellationToken);
        var id = HexId.Create();
        var (settings, warnings) = settlement.Settle(id, request, image);
        LinkRules.Check(settings, containers);
        var mounted = await mountedImages.FindAsync(settings, cancellationToken);

        await using var rollback = new Rollback((step, e) => log.UndoFailed(id, step, e));
        name = string.IsNullOrEmpty(name) ? ReserveMadeUp(id) : Reserve(name, id);
        rollback.Add("name", () => containers.Release(name, id));
        var taken = await volumes.TakeAsync(id, settings, rollback);
        settings = settings with { Volumes = await mountedImages.TakeAsync(id, mounted, taken, rollback) };
        var snapshot = new ContainerSnapshot { Id = id, Name = name, Settings = settings, Lifecycle = ContainerLifecycle.New };
        await MakeAsync(snapshot, image, rollback);
        await volumes.FillAsync(snapshot, CancellationToken.None);

        var container = new Container(snapshot, await streams.OpenAsync(snapshot));
        containers.Add(container);
        volumes.Settle(id);
        rollback.Commit();
        events.PublishContainer(snapshot, "create");
        return new() { Id = id, Warnings = warnings };
    }

    private async Task MakeAsync(ContainerSnapshot container, ResolvedImage image, Rollback rollback)
    {
        var directory = options.ContainerDirectory(container.Id);
        Directory.CreateDirectory(directory, EngineDirectories.OfContainers);
        rollback.Add("directory", () => Directory.Delete(directory, recursive: true));

        var snapshots = containerd.Snapshots(options.Snapshotter);
        rollback.Add("snapshot", () => RemoveContainer.IgnoreGoneAsync(snapshots.RemoveAsync(container.Id, CancellationToken.None)));
        rollback.Add("record", () => RemoveContainer.IgnoreGoneAsync(containerd.Containers.DeleteAsync(container.Id, CancellationToken.None)));
        await Task.WhenAll(
            PrepareAsync(snapshots, container.Id, image),
            persistence.CreateAsync(container, runtimes.RecordFor(container)));
    }

    private async Task PrepareAsync(Snapshotter snapshots, string id, ResolvedImage image)
    {
        var labels = new Dictionary<string, string> { [SnapshotLabel] = id, [GcLabels.Root] = "1" };
        try
        {
            await snapshots.PrepareAsync(id, image.ChainId, labels, CancellationToken.None);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            // Another client of containerd brought the image and left it packed.
            await unpack.ExecuteAsync(image.Image.Content, CancellationToken.None);
            await snapshots.PrepareAsync(id, image.ChainId, labels, CancellationToken.None);
        }
    }

    private string Reserve(string name, string id)
    {
        containers.Reserve(name, id);
        return name;
    }

    private string ReserveMadeUp(string id)
    {
        for (var retry = 0; ; retry++)
        {
            try
            {
                return Reserve(RandomName.Create(retry), id);
            }
            catch (EngineException e) when (e.Kind == ErrorKind.Conflict && retry < 6)
            {
                // Taken: another one, with a number behind it from the second try on.
            }
        }
    }
}
