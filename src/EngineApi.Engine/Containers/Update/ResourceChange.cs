using System.Text.Json;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Oci;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Update;

/// <summary>What an update makes of a container's limits, in Docker's terms and in the runtime's.</summary>
internal static class ResourceChange
{
    /// <summary>What the kernel has where nobody says anything.</summary>
    private const long DefaultShares = 1024, DefaultPeriod = 100_000, NoLimit = -1;

    private const ushort DefaultWeight = 500;

    /// <summary>The host configuration after the update, as a new instance: what the request does not say stays.</summary>
    /// <exception cref="EngineException">Conflict: the wishes do not go with what the container has, in Docker's words.</exception>
    public static HostConfig Merge(HostConfig current, ContainerUpdateRequest request)
    {
        CheckCpu(current, request);
        var next = Copy(current);
        if (request.BlkioWeight != 0) next.BlkioWeight = request.BlkioWeight;
        if (request.CpuShares != 0) next.CpuShares = request.CpuShares;
        if (request.NanoCpus != 0) next.NanoCpus = request.NanoCpus;
        if (request.CpuPeriod != 0) next.CpuPeriod = request.CpuPeriod;
        if (request.CpuQuota != 0) next.CpuQuota = request.CpuQuota;
        if (request.CpuRealtimePeriod != 0) next.CpuRealtimePeriod = request.CpuRealtimePeriod;
        if (request.CpuRealtimeRuntime != 0) next.CpuRealtimeRuntime = request.CpuRealtimeRuntime;
        if (request.CpusetCpus.Length > 0) next.CpusetCpus = request.CpusetCpus;
        if (request.CpusetMems.Length > 0) next.CpusetMems = request.CpusetMems;
        MergeMemory(next, request);
        if (request.PidsLimit is not null) next.PidsLimit = request.PidsLimit;
        if (request.RestartPolicy is { Name.Length: > 0 } policy)
        {
            if (current.AutoRemove && policy.Name != "no")
                throw EngineException.Conflict("Restart policy cannot be updated because AutoRemove is enabled for the container");
            next.RestartPolicy = policy;
        }

        return next;
    }

    /// <summary>What the runtime is told: only what the request says. Null when it says nothing about limits.</summary>
    public static OciResources? ForRuntime(ContainerUpdateRequest request, HostFacts host)
    {
        var wanted = SpecResources.For(
            new Resources
            {
                BlkioWeight = request.BlkioWeight,
                CpuShares = request.CpuShares,
                NanoCpus = request.NanoCpus,
                CpuPeriod = request.CpuPeriod,
                CpuQuota = request.CpuQuota,
                CpuRealtimePeriod = request.CpuRealtimePeriod,
                CpuRealtimeRuntime = request.CpuRealtimeRuntime,
                CpusetCpus = request.CpusetCpus,
                CpusetMems = request.CpusetMems,
                Memory = request.Memory,
                MemoryReservation = request.MemoryReservation,
                MemorySwap = request.MemorySwap,
                PidsLimit = request.PidsLimit is 0 ? NoLimit : request.PidsLimit,
            },
            host);
        return wanted == new OciResources() ? null : wanted;
    }

    /// <summary>What takes <see cref="ForRuntime"/> back: each of its limits as it was, or as the kernel has it without one.</summary>
    public static OciResources Reverse(OciResources change, HostConfig before, CgroupFacts cgroup)
    {
        var old = SpecResources.For(before, new HostFacts { Architecture = "", Kernel = new(0, 0), Cgroup = cgroup });
        return new()
        {
            Memory = change.Memory is not { } memory ? null : new()
            {
                Limit = memory.Limit is null ? null : old.Memory?.Limit ?? NoLimit,
                Swap = memory.Swap is null && memory.Limit is null ? null : old.Memory?.Swap ?? NoLimit,
                Reservation = memory.Reservation is null ? null : old.Memory?.Reservation ?? NoLimit,
            },
            Cpu = change.Cpu is not { } cpu ? null : new()
            {
                Shares = cpu.Shares is null ? null : old.Cpu?.Shares ?? DefaultShares,
                Quota = cpu.Quota is null ? null : old.Cpu?.Quota ?? NoLimit,
                Period = cpu.Period is null ? null : old.Cpu?.Period ?? DefaultPeriod,
                RealtimeRuntime = cpu.RealtimeRuntime is null ? null : old.Cpu?.RealtimeRuntime,
                RealtimePeriod = cpu.RealtimePeriod is null ? null : old.Cpu?.RealtimePeriod,
                Cpus = cpu.Cpus is null ? null : old.Cpu?.Cpus ?? cgroup.OnlineCpus,
                Mems = cpu.Mems is null ? null : old.Cpu?.Mems ?? cgroup.OnlineMems,
            },
            Pids = change.Pids is null ? null : old.Pids ?? new() { Limit = NoLimit },
            BlockIO = change.BlockIO is null ? null : new() { Weight = old.BlockIO?.Weight ?? DefaultWeight },
        };
    }

    /// <summary>NanoCpus is another way to say period and quota: the one set first is the one there is.</summary>
    private static void CheckCpu(Resources current, Resources request)
    {
        if (request.NanoCpus > 0 && current.CpuPeriod > 0)
            throw EngineException.Conflict("Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set");
        if (request.NanoCpus > 0 && current.CpuQuota > 0)
            throw EngineException.Conflict("Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set");
        if (request.CpuPeriod > 0 && current.NanoCpus > 0)
            throw EngineException.Conflict("Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set");
        if (request.CpuQuota > 0 && current.NanoCpus > 0)
            throw EngineException.Conflict("Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set");
    }

    private static void MergeMemory(HostConfig next, ContainerUpdateRequest request)
    {
        // An unlimited swap (-1) is no smaller than anything.
        if (request is { Memory: not 0, MemorySwap: 0 } && next.MemorySwap >= 0 && request.Memory > next.MemorySwap)
        {
            throw EngineException.Conflict(
                "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
        }

        if (request.Memory != 0) next.Memory = request.Memory;
        if (request.MemorySwap != 0) next.MemorySwap = request.MemorySwap;
        if (request.MemoryReservation != 0) next.MemoryReservation = request.MemoryReservation;
    }

    internal static HostConfig Copy(HostConfig original) => JsonSerializer.Deserialize(
        JsonSerializer.SerializeToUtf8Bytes(original, WireJson.Default.HostConfig), WireJson.Default.HostConfig)!;
}
