using EngineApi.Containerd;
using EngineApi.Engine.Events;
using EngineApi.Engine.Images;
using EngineApi.Linux.Cgroups;
using EngineApi.Linux.Host;
using EngineApi.Wire;
using EngineApi.Wire.System;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>How many containers there are: whoever knows containers registers it.</summary>
public delegate (int Running, int Paused, int Stopped) CountContainers();

/// <summary><c>GET /info</c>: the engine, its settings and its host.</summary>
public sealed class GetInfo(
    EngineOptions options,
    LiveOptions live,
    ContainerdClient containerd,
    ContainerdHost containerdHost,
    HostBinaries binaries,
    EngineId id,
    CountContainers count,
    ImageTable images,
    EventBus events,
    TimeProvider time)
{
    /// <summary>Every container gets the filter that this engine brings, unless it asks for another.</summary>
    private const string Seccomp = "name=seccomp,profile=builtin";

    /// <summary>Networking of bridges knows their filter files below this version only.</summary>
    private static readonly ApiVersion WithoutBridgeFilters = new(1, 50);

    /// <summary>From this version on a commit is not compared with the one that was expected: they never differ.</summary>
    private static readonly ApiVersion WithoutExpectedCommits = new(1, 49);

    private readonly SystemFacts _host = SystemFacts.Read();
    private readonly CgroupFeatures _cgroups = CgroupFeatures.Read();
    private readonly int _cgroupVersion = CgroupMounts.Read().Version;

    /// <exception cref="ContainerdException">containerd does not answer.</exception>
    public async Task<SystemInfo> ExecuteAsync(ApiVersion version, CancellationToken cancellationToken)
    {
        var below = await containerd.VersionAsync(cancellationToken);
        var imageCount = (await images.ListAsync(cancellationToken)).Count;
        var runc = await binaries.RuncAsync();
        var init = await binaries.InitAsync();
        var (running, paused, stopped) = count();
        var bridgeFilters = version < WithoutBridgeFilters;
        return new()
        {
            Architecture = _host.Architecture,
            BridgeNfIp6tables = bridgeFilters ? IsOn("/proc/sys/net/bridge/bridge-nf-call-ip6tables") : null,
            BridgeNfIptables = bridgeFilters ? IsOn("/proc/sys/net/bridge/bridge-nf-call-iptables") : null,
            CDISpecDirs = [],
            CPUSet = _cgroups.Cpuset,
            CPUShares = _cgroups.CpuShares,
            CgroupDriver = "cgroupfs",
            CgroupVersion = _cgroupVersion is 2 ? "2" : "1",
            Containerd = new() { Address = containerd.Address, Namespaces = new() { Containers = containerd.Namespace } },
            ContainerdCommit = new() { ID = below.Revision },
            Containers = running + paused + stopped,
            ContainersPaused = paused,
            ContainersRunning = running,
            ContainersStopped = stopped,
            CpuCfsPeriod = _cgroups.CpuQuota,
            CpuCfsQuota = _cgroups.CpuQuota,
            Debug = live.Current.Debug,
            DefaultRuntime = options.DefaultRuntime,
            DockerRootDir = options.DataRoot,
            Driver = options.Snapshotter,
            ExperimentalBuild = true,
            DriverStatus =
            [
                ["driver-type", "io.containerd.snapshotter.v1"],
                ["containerd", containerdHost.IsManaged ? "managed" : "external"],
                ["containerd version", below.Version],
            ],
            HttpProxy = Variable("HTTP_PROXY"),
            HttpsProxy = Variable("HTTPS_PROXY"),
            ID = id.Value,
            IPv4Forwarding = IsOn("/proc/sys/net/ipv4/ip_forward"),
            Images = imageCount,
            IndexServerAddress = "https://index.docker.io/v1/",
            InitBinary = init.Name,
            InitCommit = new() { ID = init.Commit },
            KernelMemoryTCP = _cgroups.KernelMemoryTcp,
            KernelVersion = _host.KernelVersion,
            Labels = [.. live.Current.Labels],
            // Containers outlive this daemon whatever the option of that name would say.
            LiveRestoreEnabled = true,
            LoggingDriver = options.LogDriver,
            MemTotal = _host.MemoryTotal,
            MemoryLimit = _cgroups.Memory,
            NCPU = _host.CpuCount,
            NEventsListener = events.SubscriptionCount,
            NFd = Directory.GetFileSystemEntries("/proc/self/fd").Length,
            NGoroutines = ThreadPool.ThreadCount,
            Name = _host.Hostname,
            NoProxy = Variable("NO_PROXY"),
            OSType = "linux",
            OSVersion = _host.OsVersion,
            OomKillDisable = _cgroups.OomKillDisable,
            OperatingSystem = _host.OperatingSystem,
            PidsLimit = _cgroups.Pids,
            Plugins = new() { Log = ["json-file"], Network = ["host", "null"], Volume = ["local"] },
            RegistryConfig = RegistrySettings.Of(live.Current),
            RuncCommit = new() { ID = runc.Commit, Expected = version < WithoutExpectedCommits ? runc.Commit : null },
            Runtimes = Runtimes(),
            SecurityOptions = _cgroupVersion is 2 ? [Seccomp, "name=cgroupns"] : [Seccomp],
            ServerVersion = EngineVersion.Version,
            SwapLimit = _cgroups.Swap,
            Swarm = new() { LocalNodeState = "inactive" },
            SystemTime = GoTime.Format(time.GetUtcNow()),
            Warnings = Warnings(),
        };
    }

    private Dictionary<string, Runtime> Runtimes()
    {
        var runtimes = new Dictionary<string, Runtime>(StringComparer.Ordinal)
        {
            ["io.containerd.runc.v2"] = new() { Path = "runc" },
            ["runc"] = new() { Path = "runc" },
        };
        foreach (var (name, target) in options.Runtimes)
            runtimes[name] = target.StartsWith('/') ? new() { Path = target } : new() { RuntimeType = target };
        return runtimes;
    }

    private List<string>? Warnings()
    {
        var warnings = new List<string>();
        if (!_cgroups.Memory) warnings.Add("WARNING: No memory limit support");
        if (!_cgroups.Swap) warnings.Add("WARNING: No swap limit support");
        if (!_cgroups.CpuQuota) warnings.Add("WARNING: No cpu cfs quota support");
        if (!_cgroups.CpuShares) warnings.Add("WARNING: No cpu shares support");
        if (!_cgroups.Cpuset) warnings.Add("WARNING: No cpuset support");
        if (!_cgroups.Pids) warnings.Add("WARNING: No pids limit support");
        if (!IsOn("/proc/sys/net/ipv4/ip_forward")) warnings.Add("WARNING: IPv4 forwarding is disabled");
        return warnings.Count > 0 ? warnings : null;
    }

    private static bool IsOn(string switchFile) => File.Exists(switchFile) && File.ReadAllText(switchFile).Trim() is "1";

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? Environment.GetEnvironmentVariable(name.ToLowerInvariant()) ?? "";
}
