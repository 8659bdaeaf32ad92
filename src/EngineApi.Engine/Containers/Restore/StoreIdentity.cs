using EngineApi.Containerd;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>
/// Which containerd and namespace the data root belongs to. Directories without a record are leftovers only if the records were
/// looked for in the same place: started over another containerd, this engine must not clear away the other one's logs.
/// </summary>
public sealed class StoreIdentity(ContainerdClient containerd, EngineOptions options)
{
    private string FilePath => Path.Combine(options.DataRoot, "containerd-identity");

    /// <returns>Whether the data root was used with this containerd and namespace the last time, or never before.</returns>
    public async Task<bool> IsTheSameAsync(CancellationToken cancellationToken)
    {
        var now = $"{await containerd.ServerUuidAsync(cancellationToken)} {options.ContainerdNamespace}\n";
        if (File.Exists(FilePath))
            return await File.ReadAllTextAsync(FilePath, cancellationToken) == now;
        await File.WriteAllTextAsync(FilePath, now, cancellationToken);
        return true;
    }
}
