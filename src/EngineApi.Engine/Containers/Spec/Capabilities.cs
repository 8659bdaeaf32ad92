using System.Collections.Frozen;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Linux capabilities by name and number (capabilities(7)), and the sets Docker makes of them.</summary>
internal static class Capabilities
{
    /// <summary>Index is the capability's number, as in the masks of <c>/proc/PID/status</c>.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID",
        "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW",
        "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT",
        "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD",
        "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG",
        "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    /// <summary>What a container gets when nothing is asked for.</summary>
    public static readonly IReadOnlyList<string> Default =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID",
        "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    /// <summary>A mask that holds every capability we know.</summary>
    public const ulong Everything = (1UL << 41) - 1;

    private const string AllName = "ALL";

    private static readonly FrozenDictionary<string, int> Numbers =
        All.Select((name, number) => (name, number)).ToFrozenDictionary(pair => pair.name, pair => pair.number, StringComparer.Ordinal);

    /// <summary>
    /// What one container may hold. Those that <paramref name="bounding"/> lacks are left out: a runtime refuses to hand on what its
    /// parent does not have (runc before 1.3: "unable to apply caps").
    /// </summary>
    /// <param name="bounding">The daemon's own bounding set, as a mask.</param>
    public static IReadOnlyList<string> For(IReadOnlyList<string>? add, IReadOnlyList<string>? drop, bool privileged, ulong bounding)
    {
        var added = Normalize(add, "CapAdd", bounding);
        var dropped = Normalize(drop, "CapDrop", bounding);
        IEnumerable<string> wanted;
        if (privileged)
            wanted = All;
        else if (added.Contains(AllName))
            wanted = All.Except(dropped);
        else if (dropped.Contains(AllName))
            wanted = added;
        else
            wanted = Default.Except(dropped).Union(added);
        return [.. wanted.Where(name => Available(name, bounding)).Distinct()];
    }

    /// <exception cref="EngineException">A name that is unknown, or that this kernel or environment does not offer.</exception>
    public static IReadOnlyList<string> Normalize(IReadOnlyList<string>? names, string field, ulong bounding)
    {
        var normal = new List<string>(names?.Count ?? 0);
        foreach (var given in names ?? [])
        {
            var name = given.ToUpperInvariant();
            if (name != AllName && !name.StartsWith("CAP_", StringComparison.Ordinal))
                name = "CAP_" + name;
            if (name != AllName && !Numbers.ContainsKey(name))
                throw EngineException.InvalidParameter($"invalid {field}: unknown capability: \"{name}\"");
            if (name != AllName && !Available(name, bounding))
            {
                throw EngineException.InvalidParameter(
                    $"invalid {field}: capability not supported by your kernel or not available in the current environment: \"{name}\"");
            }
            normal.Add(name);
        }
        return normal;
    }

    private static bool Available(string name, ulong bounding) => (bounding >> Numbers[name] & 1) != 0;
}
