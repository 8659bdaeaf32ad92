using System.Collections.Frozen;

namespace EngineApi.Linux.Cgroups;

/// <summary>Picks out of <c>memory.stat</c> what containerd's metrics, and so Docker's answers, have; in alphabetical order.</summary>
internal static class MemoryStatFile
{
    public static readonly Names V1Names = new(
        "active_anon", "active_file", "cache", "dirty", "hierarchical_memory_limit", "hierarchical_memsw_limit", "inactive_anon",
        "inactive_file", "mapped_file", "pgfault", "pgmajfault", "pgpgin", "pgpgout", "rss", "rss_huge", "total_active_anon",
        "total_active_file", "total_cache", "total_dirty", "total_inactive_anon", "total_inactive_file", "total_mapped_file",
        "total_pgfault", "total_pgmajfault", "total_pgpgin", "total_pgpgout", "total_rss", "total_rss_huge", "total_unevictable",
        "total_writeback", "unevictable", "writeback");

    public static readonly Names V2Names = new(
        "active_anon", "active_file", "anon", "anon_thp", "file", "file_dirty", "file_mapped", "file_writeback", "inactive_anon",
        "inactive_file", "kernel_stack", "pgactivate", "pgdeactivate", "pgfault", "pglazyfree", "pglazyfreed", "pgmajfault", "pgrefill",
        "pgscan", "pgsteal", "shmem", "slab", "slab_reclaimable", "slab_unreclaimable", "sock", "thp_collapse_alloc", "thp_fault_alloc",
        "unevictable", "workingset_activate", "workingset_nodereclaim", "workingset_refault");

    /// <summary>A name that the kernel does not know is 0; none at all when there is no file.</summary>
    public static IReadOnlyList<KeyValuePair<string, ulong>> Select(string? lines, Names names)
    {
        if (lines is null)
            return [];
        var values = new KeyValuePair<string, ulong>[names.Ordered.Length];
        for (var at = 0; at < values.Length; at++)
            values[at] = new(names.Ordered[at], 0);
        foreach (var line in lines.AsSpan().EnumerateLines())
        {
            var blank = line.IndexOf(' ');
            if (blank > 0 && names.Positions.TryGetValue(line[..blank], out var position))
                values[position] = new(names.Ordered[position], values[position].Value + KernelFile.Number(line[(blank + 1)..].Trim()));
        }

        return values;
    }

    /// <summary>Since Linux 5.9 refaults and activations are told of anonymous memory and of files apart.</summary>
    public sealed class Names
    {
        public Names(params string[] ordered)
        {
            Ordered = ordered;
            var positions = ordered.Select((name, at) => KeyValuePair.Create(name, at))
                .Concat(ordered.Select((name, at) => (name, at)).Where(entry => entry.name is "workingset_refault" or "workingset_activate")
                    .SelectMany(entry => new[] { KeyValuePair.Create(entry.name + "_anon", entry.at), KeyValuePair.Create(entry.name + "_file", entry.at) }));
            Positions = positions.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public string[] Ordered { get; }

        public FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Positions { get; }
    }
}
