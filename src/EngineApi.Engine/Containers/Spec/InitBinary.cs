namespace EngineApi.Engine.Containers.Spec;

/// <summary>The small pid 1 that <c>--init</c> puts in front of the command: it reaps orphans and passes signals on.</summary>
internal static class InitBinary
{
    /// <summary>Where it is mounted in the container.</summary>
    public const string Destination = "/sbin/docker-init";

    // A static one first: a container need not have the host's C library.
    private static readonly string[] Names = ["docker-init", "tini-static", "tini"];

    /// <param name="searchPath">Directories joined by colons, as in <c>$PATH</c>.</param>
    public static string? Find(string? searchPath)
    {
        var directories = (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return Names
            .SelectMany(name => directories.Select(directory => Path.Combine(directory, name)))
            .FirstOrDefault(File.Exists);
    }
}
