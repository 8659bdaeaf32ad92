namespace EngineApi.Engine.Containers.Spec;

/// <summary>A root file system's <c>/etc/passwd</c> and <c>/etc/group</c>, as text; null where a file is missing.</summary>
public sealed record UserDatabase(string? Passwd, string? Group)
{
    public static UserDatabase Empty { get; } = new(null, null);

    internal IEnumerable<PasswdEntry> Users()
    {
        foreach (var field in Records(Passwd))
        {
            if (field.Length >= 4 && long.TryParse(field[2], out var uid) && long.TryParse(field[3], out var gid))
                yield return new PasswdEntry(field[0], uid, gid);
        }
    }

    internal IEnumerable<GroupEntry> Groups()
    {
        foreach (var field in Records(Group))
        {
            if (field.Length >= 3 && long.TryParse(field[2], out var gid))
                yield return new GroupEntry(field[0], gid, field.Length > 3 ? field[3].Split(',', StringSplitOptions.RemoveEmptyEntries) : []);
        }
    }

    private static IEnumerable<string[]> Records(string? text) =>
        (text ?? "").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(':'));
}

internal readonly record struct PasswdEntry(string Name, long Uid, long Gid);

internal readonly record struct GroupEntry(string Name, long Gid, string[] Members);
