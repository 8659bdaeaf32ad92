using V1 = EngineApi.Containerd.Protocol.CgroupsV1;
using V2 = EngineApi.Containerd.Protocol.CgroupsV2;

namespace EngineApi.Containerd.Tasks;

/// <summary>memory.stat under the kernel's names (cgroup-v1/memory.rst and cgroup-v2.rst), from containerd's fields.</summary>
internal static class MemoryStatNames
{
    public static IReadOnlyDictionary<string, ulong> Of(V1.MemoryStat? stat) => stat is null ? new() : new Dictionary<string, ulong>
    {
        ["cache"] = stat.Cache,
        ["rss"] = stat.Rss,
        ["rss_huge"] = stat.RssHuge,
        ["mapped_file"] = stat.MappedFile,
        ["dirty"] = stat.Dirty,
        ["writeback"] = stat.Writeback,
        ["pgpgin"] = stat.PgPgIn,
        ["pgpgout"] = stat.PgPgOut,
        ["pgfault"] = stat.PgFault,
        ["pgmajfault"] = stat.PgMajFault,
        ["inactive_anon"] = stat.InactiveAnon,
        ["active_anon"] = stat.ActiveAnon,
        ["inactive_file"] = stat.InactiveFile,
        ["active_file"] = stat.ActiveFile,
        ["unevictable"] = stat.Unevictable,
        ["hierarchical_memory_limit"] = stat.HierarchicalMemoryLimit,
        ["hierarchical_memsw_limit"] = stat.HierarchicalSwapLimit,
        ["total_cache"] = stat.TotalCache,
        ["total_rss"] = stat.TotalRss,
        ["total_rss_huge"] = stat.TotalRssHuge,
        ["total_mapped_file"] = stat.TotalMappedFile,
        ["total_dirty"] = stat.TotalDirty,
        ["total_writeback"] = stat.TotalWriteback,
        ["total_pgpgin"] = stat.TotalPgPgIn,
        ["total_pgpgout"] = stat.TotalPgPgOut,
        ["total_pgfault"] = stat.TotalPgFault,
        ["total_pgmajfault"] = stat.TotalPgMajFault,
        ["total_inactive_anon"] = stat.TotalInactiveAnon,
        ["total_active_anon"] = stat.TotalActiveAnon,
        ["total_inactive_file"] = stat.TotalInactiveFile,
        ["total_active_file"] = stat.TotalActiveFile,
        ["total_unevictable"] = stat.TotalUnevictable,
    };

    public static IReadOnlyDictionary<string, ulong> Of(V2.MemoryStat? stat) => stat is null ? new() : new Dictionary<string, ulong>
    {
        ["anon"] = stat.Anon,
        ["file"] = stat.File,
        ["kernel_stack"] = stat.KernelStack,
        ["slab"] = stat.Slab,
        ["sock"] = stat.Sock,
        ["shmem"] = stat.Shmem,
        ["file_mapped"] = stat.FileMapped,
        ["file_dirty"] = stat.FileDirty,
        ["file_writeback"] = stat.FileWriteback,
        ["anon_thp"] = stat.AnonThp,
        ["inactive_anon"] = stat.InactiveAnon,
        ["active_anon"] = stat.ActiveAnon,
        ["inactive_file"] = stat.InactiveFile,
        ["active_file"] = stat.ActiveFile,
        ["unevictable"] = stat.Unevictable,
        ["slab_reclaimable"] = stat.SlabReclaimable,
        ["slab_unreclaimable"] = stat.SlabUnreclaimable,
        ["pgfault"] = stat.Pgfault,
        ["pgmajfault"] = stat.Pgmajfault,
        ["workingset_refault"] = stat.WorkingsetRefault,
        ["workingset_activate"] = stat.WorkingsetActivate,
        ["workingset_nodereclaim"] = stat.WorkingsetNodereclaim,
        ["pgrefill"] = stat.Pgrefill,
        ["pgscan"] = stat.Pgscan,
        ["pgsteal"] = stat.Pgsteal,
        ["pgactivate"] = stat.Pgactivate,
        ["pgdeactivate"] = stat.Pgdeactivate,
        ["pglazyfree"] = stat.Pglazyfree,
        ["pglazyfreed"] = stat.Pglazyfreed,
        ["thp_fault_alloc"] = stat.ThpFaultAlloc,
        ["thp_collapse_alloc"] = stat.ThpCollapseAlloc,
    };
}
