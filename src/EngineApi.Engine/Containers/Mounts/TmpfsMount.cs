using System.Collections.Frozen;
using System.Globalization;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Mounts;

/// <summary>Mount options of a tmpfs: Docker's defaults with the asked ones over them.</summary>
internal static class TmpfsMount
{
    private static readonly string[] Defaults = ["noexec", "nosuid", "nodev", "rprivate"];

    /// <summary>Flags that take each other's place, by what they decide.</summary>
    private static readonly FrozenDictionary<string, string> Flags = new Dictionary<string, string>
    {
        ["ro"] = "access", ["rw"] = "access", ["exec"] = "exec", ["noexec"] = "exec", ["suid"] = "suid", ["nosuid"] = "suid",
        ["dev"] = "dev", ["nodev"] = "dev", ["sync"] = "sync", ["async"] = "sync", ["dirsync"] = "dirsync",
        ["atime"] = "atime", ["noatime"] = "atime", ["diratime"] = "diratime", ["nodiratime"] = "diratime",
        ["relatime"] = "relatime", ["norelatime"] = "relatime", ["strictatime"] = "strictatime", ["nostrictatime"] = "strictatime",
        ["mand"] = "mand", ["nomand"] = "mand", ["remount"] = "remount", ["bind"] = "bind", ["rbind"] = "bind",
        ["private"] = "propagation", ["rprivate"] = "propagation", ["shared"] = "propagation", ["rshared"] = "propagation",
        ["slave"] = "propagation", ["rslave"] = "propagation", ["unbindable"] = "propagation", ["runbindable"] = "propagation",
        ["defaults"] = "defaults",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Keys =
        FrozenSet.Create(StringComparer.Ordinal, "size", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol");

    /// <param name="options">Joined by commas, as <c>--tmpfs</c> takes them; the later of two that contradict each other wins.</param>
    /// <exception cref="EngineException">An option that tmpfs does not have.</exception>
    public static IReadOnlyList<string> Options(string options) =>
        Merge([.. Defaults, .. options.Split(',', StringSplitOptions.RemoveEmptyEntries)]);

    public static IReadOnlyList<string> Options(TmpfsOptions? options, bool readOnly)
    {
        var all = new List<string>(Defaults);
        if (readOnly)
            all.Add("ro");
        if (options is { Mode: not 0 })
            all.Add("mode=" + Convert.ToString(options.Mode, 8));
        if (options is { SizeBytes: not 0 })
            all.Add("size=" + options.SizeBytes.ToString(CultureInfo.InvariantCulture));
        all.AddRange((options?.Options ?? []).Select(parts => string.Join('=', parts)));
        return Merge(all);
    }

    private static List<string> Merge(IReadOnlyList<string> options)
    {
        var merged = new List<string>();
        var decided = new HashSet<string>(StringComparer.Ordinal);
        foreach (var option in options.Reverse())
        {
            if (decided.Add(Subject(option)) && option != "defaults")
                merged.Insert(0, option);
        }
        return merged;
    }

    private static string Subject(string option)
    {
        if (Flags.TryGetValue(option, out var subject))
            return subject;
        var key = option.Split('=', 2)[0];
        return Keys.Contains(key) && option.Length > key.Length + 1
            ? key
            : throw EngineException.InvalidParameter($"invalid tmpfs option [{string.Join(' ', option.Split('=', 2).Select(part => $"\"{part}\""))}]");
    }
}
