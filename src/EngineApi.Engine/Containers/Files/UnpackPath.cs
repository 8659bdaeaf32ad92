using EngineApi.Engine.Containers.Mounts;
using EngineApi.Linux.Files;
using EngineApi.Wire;

namespace EngineApi.Engine.Containers.Files;

/// <summary>
/// Where an entry of an archive goes: its parent's path below the directory that is unpacked into, its last name, and its whole path in
/// the container. The rules and the words are those of Docker's unpacking.
/// </summary>
/// <param name="Parent">Relative; empty is the directory itself.</param>
internal readonly record struct UnpackPath(string Parent, string Name, string Full)
{
    public bool IsDirectoryItself => Name.Length == 0;

    public static UnpackPath Of(string destination, string name)
    {
        var clean = Relative(name);
        if (IsOutside(clean))
            throw Refused($"{Quoted(clean)} is outside of {Quoted(destination)}");
        if (clean == ".")
            return new("", "", destination);
        var slash = clean.LastIndexOf('/');
        return new(slash < 0 ? "" : clean[..slash], clean[(slash + 1)..], Join(destination, clean));
    }

    /// <summary>The file that a hard link names, which must be below the directory too.</summary>
    public static UnpackPath OfHardLink(string destination, string linkName)
    {
        var clean = Relative(linkName);
        if (IsOutside(clean) || clean == ".")
            throw Refused($"invalid hardlink {Quoted(ContainerPath.Clean(Join(destination, clean)))} -> {Quoted(linkName)}");
        return Of(destination, linkName);
    }

    /// <summary>A symlink may not be made to point out of the directory, read as if <c>/</c> were where it lies.</summary>
    public void CheckSymlink(string destination, string target)
    {
        var points = ContainerPath.Clean(Full[..(Full.LastIndexOf('/') + 1)] + target);
        if (!points.StartsWith(destination, StringComparison.Ordinal))
            throw Refused($"invalid symlink {Quoted(Full)} -> {Quoted(target)}");
    }

    private static string Relative(string name) => ContainerPath.Clean(name) is var clean && clean.Length > 1 ? clean.TrimStart('/') : clean == "/" ? "." : clean;

    private static bool IsOutside(string clean) => clean == ".." || clean.StartsWith("../", StringComparison.Ordinal);

    private static string Join(string directory, string name) => directory == "/" ? "/" + name : directory + "/" + name;

    private static string Quoted(string name) => GoQuote.Quote(FileName.Shown(name));

    private static EngineException Refused(string message) => new(ErrorKind.System, message);
}
