namespace EngineApi.Linux.Mounts;

/// <summary>
/// Option words of mount(8) as flag bits of mount(2), changes of propagation (which need a call of their own), and
/// the rest, which is data for the file system.
/// </summary>
public sealed record MountOptions(ulong Flags, ulong Propagation, string Data)
{
    internal const ulong ReadOnly = 1;
    internal const ulong Remount = 32;
    internal const ulong Bind = 4096;
    internal const ulong Recursive = 16384;

    private const ulong Unbindable = 1 << 17;
    private const ulong Private = 1 << 18;
    private const ulong Slave = 1 << 19;
    private const ulong Shared = 1 << 20;

    private static readonly Dictionary<string, (ulong Bits, bool Set)> s_flags = new(StringComparer.Ordinal)
    {
        ["defaults"] = (0, true),
        ["ro"] = (ReadOnly, true), ["rw"] = (ReadOnly, false),
        ["nosuid"] = (2, true), ["suid"] = (2, false),
        ["nodev"] = (4, true), ["dev"] = (4, false),
        ["noexec"] = (8, true), ["exec"] = (8, false),
        ["sync"] = (16, true), ["async"] = (16, false),
        ["remount"] = (Remount, true),
        ["mand"] = (64, true), ["nomand"] = (64, false),
        ["dirsync"] = (128, true),
        ["noatime"] = (1024, true), ["atime"] = (1024, false),
        ["nodiratime"] = (2048, true), ["diratime"] = (2048, false),
        ["bind"] = (Bind, true), ["rbind"] = (Bind | Recursive, true),
        ["relatime"] = (1 << 21, true), ["norelatime"] = (1 << 21, false),
        ["strictatime"] = (1 << 24, true), ["nostrictatime"] = (1 << 24, false),
    };

    private static readonly Dictionary<string, ulong> s_propagation = new(StringComparer.Ordinal)
    {
        ["unbindable"] = Unbindable, ["runbindable"] = Unbindable | Recursive,
        ["private"] = Private, ["rprivate"] = Private | Recursive,
        ["slave"] = Slave, ["rslave"] = Slave | Recursive,
        ["shared"] = Shared, ["rshared"] = Shared | Recursive,
    };

    public static MountOptions Parse(IEnumerable<string> options)
    {
        ulong flags = 0, propagation = 0;
        var data = new List<string>();
        foreach (var option in options)
        {
            if (s_flags.TryGetValue(option, out var flag))
                flags = flag.Set ? flags | flag.Bits : flags & ~flag.Bits;
            else if (s_propagation.TryGetValue(option, out var change))
                propagation |= change;
            else
                data.Add(option);
        }

        return new MountOptions(flags, propagation, string.Join(',', data));
    }
}
