namespace EngineApi.Engine.Containers.Mounts;

/// <summary>Paths inside a container, cleaned lexically as Go's <c>path.Clean</c> does.</summary>
public static class ContainerPath
{
    public static string Clean(string path)
    {
        var rooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts is [.., not ".."])
                parts.RemoveAt(parts.Count - 1);
            else if (!rooted)
                parts.Add(part);
        }
        var joined = string.Join('/', parts);
        return rooted ? "/" + joined : joined.Length == 0 ? "." : joined;
    }

    /// <summary>How many names an absolute, clean path has: parents are mounted before children.</summary>
    public static int Depth(string path) => path == "/" ? 0 : path.Count(c => c == '/');
}
