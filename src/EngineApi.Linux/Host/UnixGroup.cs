namespace EngineApi.Linux.Host;

/// <summary>One line of group(5).</summary>
public sealed record UnixGroup(string Name, uint Id, IReadOnlyList<string> Members)
{
    /// <summary>Finds a group of the host by its name or, when no group has it as a name, its number; null when there is none.</summary>
    public static UnixGroup? Find(string nameOrId, string path = "/etc/group") => Find(nameOrId, File.ReadLines(path));

    public static UnixGroup? Find(string nameOrId, IEnumerable<string> lines)
    {
        UnixGroup? numbered = null;
        foreach (var group in lines.Select(Parse).OfType<UnixGroup>())
        {
            if (group.Name == nameOrId)
                return group;
            if (numbered is null && uint.TryParse(nameOrId, out var id) && group.Id == id)
                numbered = group;
        }

        return numbered;
    }

    /// <summary>Null for a line that is not <c>name:password:gid:members</c>, as a comment.</summary>
    public static UnixGroup? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var fields = line.Split(':');
        return fields.Length >= 3 && fields[0].Length > 0 && uint.TryParse(fields[2], out var id)
            ? new UnixGroup(fields[0], id, fields.Length < 4 ? [] : fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries))
            : null;
    }
}
