using System.Globalization;

namespace EngineApi.Linux.Host;

/// <summary>
/// capabilities(7) that this process may hand on. A runtime fails on a capability beyond it, so a spec has to be
/// intersected with it.
/// </summary>
public static class CapabilityBoundingSet
{
    private static readonly string[] s_names =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
        "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN",
        "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT",
        "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE",
        "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL",
        "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND",
        "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    /// <summary>Every capability this project knows by name, by number.</summary>
    public static IReadOnlyList<string> Known => s_names;

    /// <summary>Names of this process's bounding set, in the order of their numbers.</summary>
    public static IReadOnlyList<string> Read() => Parse(File.ReadAllText("/proc/self/status"));

    /// <summary>Reads the CapBnd line of a <c>/proc/PID/status</c>.</summary>
    /// <exception cref="FormatException">There is no such line.</exception>
    public static IReadOnlyList<string> Parse(string status)
    {
        const string Field = "CapBnd:";
        foreach (var line in status.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
            {
                var bits = ulong.Parse(line[Field.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                return [.. s_names.Where((_, number) => (bits >> number & 1) != 0)];
            }
        }

        throw new FormatException("no CapBnd line in /proc/self/status");
    }
}
