using System.Text.RegularExpressions;

namespace EngineApi.Engine.Containers.Mounts;

/// <summary>What a volume may be called.</summary>
public static partial class VolumeName
{
    /// <exception cref="EngineException">A character that names may not have, or a single character.</exception>
    public static void Check(string name)
    {
        if (name.Length == 1)
            throw EngineException.InvalidParameter("volume name is too short, names should be at least two alphanumeric characters");
        if (!Form().IsMatch(name))
        {
            throw EngineException.InvalidParameter(
                $"create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed."
                + " If you intended to pass a host directory, use absolute path");
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
