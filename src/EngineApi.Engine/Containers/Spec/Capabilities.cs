using EngineApi.Linux.Host;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>The sets of capabilities(7) that Docker gives to containers.</summary>
internal static class Capabilities
{
    /// <summary>What a container gets when nothing is asked for.</summary>
    public static readonly IReadOnlyList<string> Default =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID",
        "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    private const string AllName = "ALL";

    /// <summary>
    /// What one container may hold. Those that <paramref name="bounding"/> lacks are left out: a runtime refuses to hand on what its
    /// parent does not have (runc before 1.3: "unable to apply caps").
    /// </summary>
    /// <param name="bounding">The daemon's own bounding set.</param>
    public static IReadOnlyList<string> For(IReadOnlyList<string>? add, IReadOnlyList<string>? drop, bool privileged, IReadOnlyCollection<string> bounding)
    {
        var added = Normalize(add, "CapAdd", bounding);
        var dropped = Normalize(drop, "CapDrop", bounding);
        IEnumerable<string> wanted;
        if (privileged)
            wanted = CapabilityBoundingSet.Known;
        else if (added.Contains(AllName))
            wanted = CapabilityBoundingSet.Known.Except(dropped);
        else if (dropped.Contains(AllName))
            wanted = added;
        else
            wanted = Default.Except(dropped).Union(added);
        return [.. wanted.Where(bounding.Contains).Distinct()];
    }

    /// <exception cref="EngineException">A name that is unknown, or that this kernel or environment does not offer.</exception>
    public static IReadOnlyList<string> Normalize(IReadOnlyList<string>? names, string field, IReadOnlyCollection<string> bounding)
    {
        var normal = new List<string>(names?.Count ?? 0);
        foreach (var given in names ?? [])
        {
            var name = given.ToUpperInvariant();
            if (name != AllName && !name.StartsWith("CAP_", StringComparison.Ordinal))
                name = "CAP_" + name;
            if (name != AllName && !CapabilityBoundingSet.Known.Contains(name))
                throw EngineException.InvalidParameter($"invalid {field}: unknown capability: \"{name}\"");
            if (name != AllName && !bounding.Contains(name))
            {
                throw EngineException.InvalidParameter(
                    $"invalid {field}: capability not supported by your kernel or not available in the current environment: \"{name}\"");
            }
            normal.Add(name);
        }
        return normal;
    }
}
