using EngineApi.Linux.Mounts;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>
/// <c>/dev/shm</c> of containers that let others join their IPC namespace: a tmpfs on the host, mounted into each of them. A
/// private container needs none; the runtime gives it its own.
/// </summary>
public sealed class SharedMemory(JoinedNamespaces namespaces, EngineOptions options)
{
    /// <returns>The host's directory, or null if the container has its shared memory to itself (or none).</returns>
    public string? Open(ContainerSnapshot container, Rollback rollback)
    {
        var config = container.Settings.HostConfig;
        if (namespaces.Target(config.IpcMode) is { } other)
            return Joinable(other.Current);
        if (config.IpcMode == "host")
            return "/dev/shm";
        if (config.IpcMode != "shareable")
            return null;
        Close(container.Id);
        var path = PathOf(container.Id);
        Directory.CreateDirectory(path);
        rollback.Add("shared memory", () => Close(container.Id));
        MountCalls.Mount(new MountSpec("tmpfs", "shm", ["nosuid", "nodev", "noexec", "mode=1777", $"size={config.ShmSize}"]), path);
        return path;
    }

    /// <summary>Takes it away; nothing happens if there is none. Containers that joined keep what they have mounted.</summary>
    public void Close(string id)
    {
        var path = PathOf(id);
        if (!Directory.Exists(path))
            return;
        MountCalls.DetachAll(path);
        Directory.Delete(path);
    }

    private string Joinable(ContainerSnapshot other) => other.Settings.HostConfig.IpcMode switch
    {
        "shareable" => PathOf(other.Id),
        "host" => "/dev/shm",
        _ => throw EngineException.InvalidParameter(
            $"can't join IPC of container {other.Id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)"),
    };

    private string PathOf(string id) => Path.Combine(options.SharedMemoryRoot, id);
}
