using System.Collections.Frozen;
using EngineApi.Engine.Oci;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>setrlimit(2) limits of the container's processes.</summary>
internal static class SpecUlimits
{
    /// <summary>Names as the API spells them.</summary>
    public static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal,
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending",
        "stack");

    /// <summary>The container's own, then those of the daemon's defaults that it does not set.</summary>
    public static IReadOnlyList<OciRlimit>? For(
        IReadOnlyList<Ulimit>? own, IReadOnlyDictionary<string, (long Soft, long Hard)> defaults)
    {
        var limits = (own ?? []).Select(limit => Limit(limit.Name, limit.Soft, limit.Hard)).ToList();
        limits.AddRange(defaults
            .Where(entry => own?.Any(limit => limit.Name == entry.Key) != true)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => Limit(entry.Key, entry.Value.Soft, entry.Value.Hard)));
        return limits.Count == 0 ? null : limits;
    }

    // -1 is RLIM_INFINITY, which is all ones.
    private static OciRlimit Limit(string name, long soft, long hard) =>
        new() { Type = "RLIMIT_" + name.ToUpperInvariant(), Soft = unchecked((ulong)soft), Hard = unchecked((ulong)hard) };
}
