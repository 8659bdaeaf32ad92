using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Mounts;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Volumes;

/// <summary>The volumes of one container: found or made when it is created, and removed with it if they are only its own.</summary>
public sealed class ContainerVolumes(
    ContainerTable containers, VolumeTable volumes, VolumeUsers users, VolumeFiles files, VolumeMounts mounts, CreateVolume create,
    FillVolume fill, RemoveVolume remove, ILogger<ContainerVolumes> log)
{
    /// <summary>Takes the volumes the container asks for, by name and without one, and what other containers have mounted. Nobody can remove these volumes any more.</summary>
    /// <returns>The mounts, with their sources on the host.</returns>
    /// <exception cref="EngineException">NotFound for a driver; InvalidParameter, also for another container that is not there.</exception>
    internal async Task<IReadOnlyList<ResolvedMount>> TakeAsync(string id, ContainerSettings settings, Rollback rollback)
    {
        var requests = MountRequests.Read(settings.Config, settings.HostConfig, static _ => true);
        var from = settings.HostConfig.VolumesFrom ?? [];
        // Most want none, and need not wait for their turn.
        return from.Count == 0 && !requests.OfType<VolumeRequest>().Any()
            ? []
            : await volumes.Changes.RunAsync(() => Task.FromResult(TakeInTurn(id, requests, from, rollback)), CancellationToken.None);
    }

    /// <summary>Fills those that are empty with what the image has in their places.</summary>
    internal async Task FillAsync(ContainerSnapshot container, CancellationToken cancellationToken)
    {
        foreach (var mount in ContainerMounts.VolumesOf(container.Settings).Where(mount => !mount.Inherited))
        {
            var volume = volumes.Find(mount.Name!);
            try
            {
                await mounts.UseAsync(volume, container.Id);
                await fill.ExecuteAsync(container, mount, cancellationToken);
            }
            finally
            {
                mounts.Leave(volume.Name, container.Id);
            }
        }
    }

    /// <summary>The container is in the table, or given up.</summary>
    internal void Settle(string id) => users.ExpectNoMore(id);

    /// <summary>With a container goes what was made for it alone. It is out of the table already.</summary>
    internal async Task RemoveAnonymousAsync(ContainerSnapshot container)
    {
        foreach (var mount in ContainerMounts.VolumesOf(container.Settings))
        {
            if (!volumes.TryGet(mount.Name!, out var volume) || !volume.IsAnonymous || users.Of(volume.Name).Count > 0)
                continue;
            try
            {
                await remove.ExecuteAsync(volume.Name, force: true, CancellationToken.None);
            }
            catch (Exception e)
            {
                // The container is gone all the same; the volume is there to be removed by hand.
                log.VolumeNotRemoved(volume.Name, e.Message);
            }
        }
    }

    private List<ResolvedMount> TakeInTurn(string id, IReadOnlyList<MountRequest> requests, IReadOnlyList<string> from, Rollback rollback)
    {
        rollback.Add("expected volumes", () => Settle(id));
        var asked = requests.Where(request => !request.FromConfig).Select(request => request.Destination).ToHashSet(StringComparer.Ordinal);
        var taken = VolumesFrom.Read(from, containers).Where(mount => asked.Add(mount.Destination)).ToList();
        foreach (var mount in taken.Where(mount => mount is { Type: "volume", Name: not null }))
            users.Expect(mount.Name!, id);
        foreach (var request in requests.OfType<VolumeRequest>().Where(request => !request.FromConfig || asked.Add(request.Destination)))
            taken.Add(Take(id, request, rollback));
        return taken;
    }

    private ResolvedMount Take(string id, VolumeRequest request, Rollback rollback)
    {
        VolumeRules.Check(request.Name, request.Driver, request.DriverOptions);
        var labels = new Dictionary<string, string>(request.Labels ?? new Dictionary<string, string>());
        if (request.Name is null)
            labels[VolumeRecord.AnonymousLabel] = "";
        var (volume, isNew) = create.InTurn(request.Name, request.DriverOptions, labels);
        if (isNew)
            rollback.Add("volume " + volume.Name, () => RemoveNewAsync(id, volume.Name));
        users.Expect(volume.Name, id);
        return new()
        {
            Type = "volume", Name = volume.Name, Driver = VolumeRules.LocalDriver, Source = files.DataOf(volume.Name),
            Destination = request.Destination, ReadOnly = request.ReadOnly, Mode = request.Mode, NoCopy = request.NoCopy, Subpath = request.Subpath,
        };
    }

    private Task RemoveNewAsync(string id, string name)
    {
        Settle(id);
        return users.Of(name).Count > 0 ? Task.CompletedTask : remove.ExecuteAsync(name, force: true, CancellationToken.None);
    }
}
