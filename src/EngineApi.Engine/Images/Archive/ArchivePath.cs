namespace EngineApi.Engine.Images.Archive;

/// <summary>Names inside an archive, as <c>a/b/c</c>: relative, without <c>.</c>, <c>..</c> or empty parts.</summary>
public static class ArchivePath
{
    /// <param name="name">The name as the tar entry or a JSON document has it; <c>./a/b</c> and <c>a/b/</c> mean <c>a/b</c>.</param>
    /// <exception cref="EngineException">The name is absolute or climbs out of the archive.</exception>
    public static string Clean(string name) => Join("", name);

    /// <summary>Where the symbolic link <paramref name="link"/> points when its text is <paramref name="target"/>.</summary>
    /// <exception cref="EngineException">It points out of the archive.</exception>
    public static string FollowLink(string link, string target)
    {
        var slash = link.LastIndexOf('/');
        return Join(slash < 0 ? "" : link[..slash], target);
    }

    private static string Join(string directory, string name)
    {
        if (name.Length == 0 || name[0] == '/' || name.Contains('\0'))
            throw Refuse(name);
        var parts = new List<string>(directory.Split('/', StringSplitOptions.RemoveEmptyEntries));
        // A plain name must not climb at all; the text of a link may climb as far as its own directory allows.
        var mayClimb = directory.Length > 0;
        foreach (var part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
                continue;
            if (part != "..")
            {
                parts.Add(part);
                continue;
            }
            if (!mayClimb || parts.Count == 0)
                throw Refuse(name);
            parts.RemoveAt(parts.Count - 1);
        }
        return string.Join('/', parts);
    }

    private static EngineException Refuse(string name) =>
        EngineException.InvalidParameter($"invalid archive: the name \"{name}\" leads out of the archive");
}
