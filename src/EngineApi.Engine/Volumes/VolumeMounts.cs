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
            await UseAsync(volumes.Find(mount.Name!), container.Id);
            events.PublishMount(mount, container.Id);
        }
    }

    /// <summary>After the end of a run: what no other container uses is unmounted.</summary>
    internal void Close(ContainerSnapshot container, bool told = true)
    {
        foreach (var mount in ContainerMounts.VolumesOf(container.Settings))
        {
            Leave(mount.Name!, container.Id);
            if (told)
                events.PublishUnmount(mount, container.Id);
        }
    }

    /// <summary>Nobody unmounts it until <see cref="Leave"/>, which is due after a failure as well. A plain directory needs no mount.</summary>
    /// <exception cref="EngineException">System: it cannot be mounted.</exception>
    internal async Task UseAsync(VolumeRecord volume, string containerId)
    {
        lock (_gate)
            _open.Add((volume.Name, containerId));
        if (!volume.IsMounted)
            return;
        var target = files.DataOf(volume.Name);
        var words = await NetworkAddress.ResolveAsync(volume, target);
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

    /// <summary>Unmounts it, unless somebody else uses it, or is about to.</summary>
    internal void Leave(string name, string containerId)
    {
        lock (_gate)
        {
            _open.Remove((name, containerId));
            if (!volumes.TryGet(name, out var volume) || _open.Any(one => one.Volume == name) || users.IsRunningWith(name, except: containerId))
                return;
            try
            {
                Unmount(volume);
            }
            catch (LinuxException e)
            {
                log.VolumeStaysMounted(name, e);
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

    /// <summary>What the kernel was told; a password is nobody's business.</summary>
    internal static string Told(string[] words)
    {
        var options = MountOptions.Parse(words.Select(Masked));
        return (options.Flags == 0 ? "" : $", flags: 0x{options.Flags:x}") + (options.Data.Length == 0 ? "" : ", data: " + options.Data);
    }

    // By all the names that cifs has for it.
    private static string Masked(string word) =>
        word.IndexOf('=', StringComparison.Ordinal) is var end and > 0 && word[..end] is "password" or "pass" or "password2" or "pass2" ? word[..end] + "=********" : word;

    private static bool IsMounted(string path) => MountEntry.ReadAll().Any(mount => mount.MountPoint == path);
}
