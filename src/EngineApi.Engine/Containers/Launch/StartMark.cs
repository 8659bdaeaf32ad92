namespace EngineApi.Engine.Containers.Launch;

/// <summary>
/// Stands from before a launch is written down until the process runs. A daemon that died in between finds a container that
/// seems to have run and has no task: with the mark it never ran. It lies where nothing survives a reboot; nor did a start.
/// </summary>
public sealed class StartMark(EngineOptions options)
{
    /// <summary>To be called when the directory of the container's FIFOs is there.</summary>
    public void Set(string id) => File.WriteAllBytes(PathOf(id), []);

    public void Clear(string id)
    {
        if (IsSet(id))
            File.Delete(PathOf(id));
    }

    public bool IsSet(string id) => File.Exists(PathOf(id));

    private string PathOf(string id) => Path.Combine(options.FifoRoot, id, "starting");
}
