using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Events;
using EngineApi.Linux;
using EngineApi.Linux.Mounts;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Volumes;

/// <summary>
/// Volumes with options of the local driver are mounted while a container that uses them runs. The mount table of the kernel is the only
/// record of it, so a daemon that restarts knows as much as the one before.
/// </summary>
public sealed class VolumeMounts(VolumeTable volumes, VolumeUsers users, VolumeFiles files, EventBus events, ILogger<VolumeMounts> log)
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Volume, string Container)> _open = [];

    /// <summary>Before a start: everything is there, and mounted.</summary>
    /// <exception cref="EngineException">System: a volume cannot be mounted.</exception>
    public async Task OpenAsync(ContainerSnapshot container, Rollback rollback)
    {
        rollback.Add("volumes", () => Close(container, told: false));
        foreach (var mount in ContainerMounts.VolumesOf(container.Settings))
        {
            lock (_gate)
                _open.Add((mount.Name!, container.Id));
            await MountAsync(volumes.Find(mount.Name!));
            events.PublishMount(mount, container.Id);
        }
    }

    /// <summary>After the end of a run: what no other container uses is unmounted.</summary>
    internal void Close(ContainerSnapshot container, bool told = true)
    {
        foreach (var mount in ContainerMounts.VolumesOf(container.Settings))
        {
            lock (_gate)
                _open.Remove((mount.Name!, container.Id));
            if (volumes.TryGet(mount.Name!, out var volume))
                TryUnmount(volume, container.Id);
            if (told)
                events.PublishUnmount(mount, container.Id);
        }
    }

    /// <summary>Nothing happens for a plain directory, or one that is mounted.</summary>
    internal async Task MountAsync(VolumeRecord volume)
    {
        if (!volume.IsMounted)
            return;
        var target = files.DataOf(volume.Name);
        var words = IsMounted(target) ? [] : await NetworkAddress.ResolveAsync(volume, target);
        var (type, device) = (volume.Options.GetValueOrDefault("type", ""), volume.Options["device"]);
        lock (_gate)
        {
            if (IsMounted(target))
                return;
            try
            {
                MountCalls.Mount(new MountSpec(type, device, words), target);
            }
            catch (LinuxException e)
            {
                throw new EngineException(
                    ErrorKind.System,
                    $"error while mounting volume '{target}': failed to mount local volume: mount {device}:{target}"
                    + $"{Told(words)}: {Errno.Reason(e.ErrorNumber)}", e);
            }
        }
    }

    /// <exception cref="LinuxException">It is in the way of somebody.</exception>
    internal void Unmount(VolumeRecord volume)
    {
        if (!volume.IsMounted)
            return;
        var target = files.DataOf(volume.Name);
        lock (_gate)
            MountCalls.DetachAll(target);
    }

    /// <summary>Unless somebody else uses it, or is about to.</summary>
    internal void TryUnmount(VolumeRecord volume, string containerId)
    {
        if (!volume.IsMounted)
            return;
        lock (_gate)
        {
            if (_open.Any(one => one.Volume == volume.Name) || users.IsRunningWith(volume.Name, except: containerId))
                return;
        }

        try
        {
            Unmount(volume);
        }
        catch (LinuxException e)
        {
            log.VolumeStaysMounted(volume.Name, e);
        }
    }

    /// <summary>What the kernel was told; a password is nobody's business.</summary>
    private static string Told(string[] words)
    {
        var options = MountOptions.Parse(words.Select(word => word.StartsWith("password=", StringComparison.Ordinal) ? "password=********" : word));
        return (options.Flags == 0 ? "" : $", flags: 0x{options.Flags:x}") + (options.Data.Length == 0 ? "" : ", data: " + options.Data);
    }

    private static bool IsMounted(string path) => MountEntry.ReadAll().Any(mount => mount.MountPoint == path);
}
