using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Checkpoints;

/// <summary>
/// Where checkpoints are: a directory of CRIU's images each, named after the checkpoint, in the container's own directory unless
/// the client names another one. One that is being taken has a name that no checkpoint can have, and gets its own when it is whole.
/// </summary>
public sealed class CheckpointStore(EngineOptions options)
{
    /// <summary>CRIU writes it last: what lacks it is no checkpoint, or half of one.</summary>
    private const string LastWritten = "inventory.img";

    private const string UnfinishedPrefix = ".unfinished-";

    /// <exception cref="EngineException">InvalidParameter: no checkpoint can have this name.</exception>
    public static void CheckName(string name)
    {
        if (!ContainerName.IsValid(name))
            throw EngineException.InvalidParameter($"Invalid checkpoint ID ({name}), only {ContainerName.Rule} are allowed");
    }

    /// <summary>Where a container's checkpoints are kept.</summary>
    /// <param name="chosen">An absolute path; null or empty for the container's own directory.</param>
    /// <exception cref="EngineException">InvalidParameter: a path that is not absolute.</exception>
    public string DirectoryOf(string containerId, string? chosen) =>
        string.IsNullOrEmpty(chosen) ? Own(containerId)
        : Path.IsPathFullyQualified(chosen) ? chosen
        : throw EngineException.InvalidParameter($"the checkpoint directory '{chosen}' is invalid, it needs to be an absolute path");

    /// <summary>Names, in order.</summary>
    public static IReadOnlyList<string> NamesIn(string directory) => !Directory.Exists(directory)
        ? []
        : [.. Directory.EnumerateDirectories(directory).Where(IsWhole).Select(Path.GetFileName).Where(name => ContainerName.IsValid(name)).Order(StringComparer.Ordinal)!];

    /// <exception cref="EngineException">InvalidParameter: a name that none can have; NotFound.</exception>
    public string Find(string containerId, string containerName, string name, string? chosen)
    {
        CheckName(name);
        var path = Path.Combine(DirectoryOf(containerId, chosen), name);
        return IsWhole(path) ? path : throw EngineException.NotFound($"checkpoint {name} does not exist for container {containerName}");
    }

    /// <summary>An empty directory beside where the checkpoint will be; what an earlier try of this container left is removed.</summary>
    /// <param name="directory">Where its checkpoints are kept; made if it is missing.</param>
    public static string Begin(string directory, string containerId)
    {
        var unfinished = Path.Combine(directory, UnfinishedPrefix + containerId);
        Discard(unfinished);
        Directory.CreateDirectory(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return unfinished;
    }

    /// <summary>What a crash has left of a checkpoint that was being taken, or of a restore, in a container's own directory.</summary>
    internal IEnumerable<string> LeftoversOf(string containerId) =>
        new[] { Path.Combine(Own(containerId), UnfinishedPrefix + containerId), WorkDirectoryOf(containerId) }.Where(Directory.Exists);

    /// <summary>For CRIU's logs while it works on a container.</summary>
    internal string WorkDirectoryOf(string containerId) => Path.Combine(options.ContainerDirectory(containerId), "criu");

    internal static void Discard(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    private static bool IsWhole(string directory) => File.Exists(Path.Combine(directory, LastWritten));

    private string Own(string containerId) => Path.Combine(options.ContainerDirectory(containerId), "checkpoints");
}
