using EngineApi.Engine.Events;

namespace EngineApi.Engine.Volumes;

/// <summary>Removes a volume that no container uses (API: <c>VolumeDelete</c>).</summary>
public sealed class RemoveVolume(VolumeTable volumes, VolumeUsers users, VolumeMounts mounts, EventBus events)
{
    /// <param name="force">One that is not there is in order.</param>
    /// <exception cref="EngineException">NotFound; Conflict while containers use it, running or not.</exception>
    public Task ExecuteAsync(string name, bool force, CancellationToken cancellationToken) => volumes.Changes.RunAsync(
        () =>
        {
            if (force && !volumes.TryGet(name, out _))
                return Task.CompletedTask;
            var volume = volumes.Find(name);
            if (users.Of(name) is { Count: > 0 } ids)
                throw EngineException.Conflict($"remove {name}: volume is in use - [{string.Join(", ", ids)}]");
            // What is mounted there is not the volume's to delete.
            mounts.Unmount(volume);
            volumes.Remove(volume);
            events.PublishVolume(volume, "destroy");
            return Task.CompletedTask;
        },
        cancellationToken);
}
