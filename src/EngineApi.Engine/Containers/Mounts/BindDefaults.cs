namespace EngineApi.Engine.Containers.Mounts;

/// <summary>What a bind means that does not say; settled when its container is created.</summary>
/// <param name="DataRoot">
/// Of the engine. A bind of it, of what is in it or of what it is in would hold what the engine mounts there, and so it is a slave: what is
/// unmounted on the host goes from the container, too.
/// </param>
/// <param name="ReadOnlyNonRecursive">Read-only binds leave what is mounted below them writable, as before API 1.44.</param>
public sealed record BindDefaults(string DataRoot, bool ReadOnlyNonRecursive)
{
    /// <exception cref="EngineException">InvalidParameter: it asks for a propagation that would hold mounts of the engine.</exception>
    public void Check(BindRequest bind)
    {
        if (bind.Propagation is not ("" or "rslave" or "rshared") && Touches(bind.Source))
        {
            throw EngineException.InvalidParameter(
                "invalid mount config: must use either propagation mode \"rslave\" or \"rshared\" when mount source is within the daemon root, "
                + $"daemon root: \"{DataRoot}\", bind mount source: \"{bind.Source}\", propagation: \"{bind.Propagation}\"");
        }
    }

    public ResolvedMount Apply(ResolvedMount mount)
    {
        if (mount.Type != "bind")
            return mount;
        if (ReadOnlyNonRecursive && mount is { ReadOnly: true, ReadOnlyDepth: ReadOnlyDepth.RecursiveIfPossible })
            mount = mount with { ReadOnlyDepth = ReadOnlyDepth.NonRecursive };
        return mount.Propagation is "" or "rslave" && Touches(mount.Source) ? mount with { Propagation = "rslave", SlaveIfPossible = true } : mount;
    }

    private bool Touches(string path) => IsIn(path, DataRoot) || IsIn(DataRoot, path);

    private static bool IsIn(string path, string directory) =>
        directory == "/" || path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);
}
