using System.Text;
using System.Text.RegularExpressions;

namespace EngineApi.Engine.Containers.Mounts;

/// <summary>What a volume may be called.</summary>
public static partial class VolumeName
{
    /// <summary>A directory is called so.</summary>
    private const int MostCharacters = 255;

    /// <exception cref="EngineException">A character that names may not have, a single character, or more than a file name has.</exception>
    public static void Check(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) == 1)
            throw EngineException.InvalidParameter($"create {name}: volume name is too short, names should be at least two alphanumeric characters");
        if (!Form().IsMatch(name))
        {
            throw EngineException.InvalidParameter(
                $"create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed."
                + " If you intended to pass a host directory, use absolute path");
        }

        if (name.Length > MostCharacters)
            throw new EngineException(ErrorKind.System, $"create {name}: error while creating volume root path: file name too long");
    }

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9_.-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
