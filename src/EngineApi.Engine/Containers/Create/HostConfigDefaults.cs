using EngineApi.Engine.Containers.Spec;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Create;

/// <summary>What HostConfig means where it says nothing, filled in as inspect shows it.</summary>
internal static class HostConfigDefaults
{
    public const long ShmSize = 64 << 20;

    public const string IpcMode = "private";

    public static string CgroupnsMode(HostFacts host) => host.Cgroup.Version == 2 ? "private" : "host";

    public static void Fill(HostConfig hostConfig, HostFacts host, EngineOptions options)
    {
        if (hostConfig is { Memory: > 0, MemorySwap: 0 })
            hostConfig.MemorySwap = hostConfig.Memory * 2;
        if (hostConfig.ShmSize == 0)
            hostConfig.ShmSize = ShmSize;
        if (hostConfig.IpcMode.Length == 0)
            hostConfig.IpcMode = IpcMode;
        if (hostConfig.CgroupnsMode.Length == 0)
            hostConfig.CgroupnsMode = CgroupnsMode(host);
        if (hostConfig.NetworkMode is "" or "default")
            hostConfig.NetworkMode = "bridge";
        if (hostConfig.RestartPolicy.Name.Length == 0)
            hostConfig.RestartPolicy.Name = "no";
        hostConfig.Runtime ??= options.DefaultRuntime;
        hostConfig.OomKillDisable ??= false;

        // Every number below one has always meant no limit.
        if (hostConfig.PidsLimit <= 0)
            hostConfig.PidsLimit = null;
        if (hostConfig.MemorySwappiness == -1)
            hostConfig.MemorySwappiness = null;
        FillLog(hostConfig.LogConfig, options);
        FillSecurity(hostConfig);
    }

    private static void FillLog(LogConfig log, EngineOptions options)
    {
        if (log.Type.Length == 0)
            log.Type = options.LogDriver;
        log.Config ??= [];
        if (log.Type != options.LogDriver)
            return;
        foreach (var (name, value) in options.LogOpts)
            log.Config.TryAdd(name, value);
    }

    private static void FillSecurity(HostConfig hostConfig)
    {
        if (hostConfig.Privileged)
        {
            hostConfig.MaskedPaths = null;
            hostConfig.ReadonlyPaths = null;
        }
        else
        {
            hostConfig.MaskedPaths ??= [.. SpecSecurity.DefaultMaskedPaths];
            hostConfig.ReadonlyPaths ??= [.. SpecSecurity.DefaultReadonlyPaths];
        }

        // Such a container's processes meet those of others; separate SELinux labels would keep them apart.
        var meetsOthers = hostConfig.Privileged || NamespaceMode.IsHost(hostConfig.IpcMode) || NamespaceMode.IsHost(hostConfig.PidMode);
        var labelled = hostConfig.SecurityOpt?.Any(option => option == "label" || option.StartsWith("label=", StringComparison.Ordinal)) == true;
        if (meetsOthers && !labelled)
            hostConfig.SecurityOpt = [.. hostConfig.SecurityOpt ?? [], "label=disable"];
    }
}
