using EngineApi.Engine.Containers.Mounts;

namespace EngineApi.Engine.Containers.Files;

/// <summary>
/// A path as the archive calls take it: cleaned and absolute, but for a slash or <c>/.</c> at its end, which asks for the directory that
/// a symlink may lead to.
/// </summary>
internal readonly record struct ArchivePath
{
    /// <exception cref="EngineException">InvalidParameter: there is none.</exception>
    public ArchivePath(string? path)
    {
        if (string.IsNullOrEmpty(path))
            throw EngineException.InvalidParameter("bad parameter: pathcannot be empty"); // sic
        Given = path;
        Clean = ContainerPath.Clean("/" + path);
        var isCurrent = path is "." || path.EndsWith("/.", StringComparison.Ordinal);
        MustBeDirectory = isCurrent || path.EndsWith('/');
        BaseName = isCurrent ? "." : Clean == "/" ? "/" : Clean[(Clean.LastIndexOf('/') + 1)..];
    }

    /// <summary>As it was asked for.</summary>
    public string Given { get; }

    public string Clean { get; }

    /// <summary>The last name, <c>/</c> or <c>.</c>: what a client calls what it gets.</summary>
    public string BaseName { get; }

    public bool MustBeDirectory { get; }

    public EngineException NotFound(string container) =>
        EngineException.NotFound($"Could not find the file {Given} in container {container}");
}
