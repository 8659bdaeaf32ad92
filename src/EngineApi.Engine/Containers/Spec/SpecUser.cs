using System.Globalization;
using EngineApi.Engine.Oci;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Turns <c>user[:group]</c>, by name or number, into ids, looked up in the container's own files.</summary>
internal static class SpecUser
{
    private const long MaxId = int.MaxValue;

    /// <param name="user">Empty is root.</param>
    /// <param name="groupAdd">More supplementary groups, by name or number.</param>
    /// <exception cref="EngineException">A name without an entry, or a number out of range.</exception>
    public static OciUser For(string? user, IReadOnlyList<string>? groupAdd, UserDatabase database)
    {
        var (userName, groupName) = Split(user ?? "");
        var entry = FindUser(userName, database);
        var uid = entry?.Uid ?? Number(userName, $"unable to find user {userName}: no matching entries in passwd file");
        var supplementary = new List<long>();
        long gid;
        if (groupName.Length > 0)
        {
            gid = FindGroup(groupName, database);
        }
        else
        {
            gid = entry?.Gid ?? 0;
            if (entry is { } member)
                supplementary.AddRange(database.Groups().Where(group => group.Members.Contains(member.Name)).Select(group => group.Gid));
        }
        supplementary.AddRange((groupAdd ?? []).Select(name => FindGroup(name, database)));

        // The primary group is listed too: otherwise a setuid program could drop it and gain what the group is denied.
        return new OciUser
        {
            Uid = InRange(uid),
            Gid = InRange(gid),
            AdditionalGids = [.. supplementary.Prepend(gid).Select(InRange).Distinct()],
        };
    }

    private static PasswdEntry? FindUser(string name, UserDatabase database)
    {
        var number = TryNumber(name) ?? (name.Length == 0 ? 0 : null);
        foreach (var entry in database.Users())
        {
            if (number is { } uid ? entry.Uid == uid : entry.Name == name)
                return entry;
        }
        return null;
    }

    private static long FindGroup(string name, UserDatabase database)
    {
        var number = TryNumber(name);
        foreach (var entry in database.Groups())
        {
            if (number is { } gid ? entry.Gid == gid : entry.Name == name)
                return entry.Gid;
        }
        return Number(name, $"unable to find group {name}: no matching entries in group file");
    }

    private static (string User, string Group) Split(string user)
    {
        var parts = user.Split(':', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private static long Number(string name, string otherwise) =>
        name.Length == 0 ? 0 : TryNumber(name) ?? throw EngineException.InvalidParameter(otherwise);

    private static long? TryNumber(string name) =>
        long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static uint InRange(long id) =>
        id is >= 0 and <= MaxId ? (uint)id : throw EngineException.InvalidParameter($"uids and gids must be in range 0-{MaxId}");
}
