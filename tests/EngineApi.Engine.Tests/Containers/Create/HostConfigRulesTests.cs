using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Tests.Containers.Spec;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Json;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Create;

public class HostConfigRulesTests
{
    private static List<string> Apply(Action<HostConfig>? host = null, Action<ContainerConfig>? config = null)
    {
        var hostConfig = new HostConfig();
        host?.Invoke(hostConfig);
        return Apply(hostConfig, config);
    }

    private static List<string> Apply(HostConfig hostConfig, Action<ContainerConfig>? config = null)
    {
        var container = Given.Config(changed => changed.Hostname = "");
        config?.Invoke(container);
        return HostConfigRules.Apply(container, hostConfig, Given.Host, new EngineOptions());
    }

    private static string Refused(Action<HostConfig>? host = null, Action<ContainerConfig>? config = null) =>
        Given.Refusal(() => Apply(host, config));

    public static TheoryData<string, Action<HostConfig>> BrokenHostConfigs => new()
    {
        { "Minimum memory limit allowed is 6MB", host => host.Memory = 4 << 20 },
        { "Minimum memory limit allowed is 6MB", host => host.Memory = -1 },
        { "Minimum memoryswap limit should be larger than memory limit, see usage", host => (host.Memory, host.MemorySwap) = (64 << 20, 32 << 20) },
        { "You should always set the Memory limit when using Memoryswap limit, see usage", host => host.MemorySwap = 64 << 20 },
        { "Invalid value: 101, valid memory swappiness range is 0-100", host => host.MemorySwappiness = 101 },
        { "Minimum memory reservation allowed is 6MB", host => host.MemoryReservation = 1024 },
        { "Minimum memory limit can not be less than memory reservation limit, see usage",
            host => (host.Memory, host.MemoryReservation) = (8 << 20, 16 << 20) },
        { "range of CPUs is from 0.01 to 4.00, as there are only 4 CPUs available", host => host.NanoCpus = 5_000_000_000 },
        { "range of CPUs is from 0.01 to 4.00, as there are only 4 CPUs available", host => host.NanoCpus = -1 },
        { "Conflicting options: Nano CPUs and CPU Quota cannot both be set", host => (host.NanoCpus, host.CpuQuota) = (1, 1000) },
        { "Conflicting options: Nano CPUs and CPU Period cannot both be set", host => (host.NanoCpus, host.CpuPeriod) = (1, 1000) },
        { "invalid CPU shares (-1): value must be a positive integer", host => host.CpuShares = -1 },
        { "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)", host => host.CpuPeriod = 10 },
        { "CPU cfs quota can not be less than 1ms (i.e. 1000)", host => host.CpuQuota = 10 },
        { "kernel does not support CPU real-time scheduler", host => host.CpuRealtimePeriod = 10 },
        { "Invalid value 1--2 for cpuset cpus", host => host.CpusetCpus = "1--2" },
        { "Requested CPUs are not available - requested 0-9, available: 0-3", host => host.CpusetCpus = "0-9" },
        { "Requested memory nodes are not available - requested 1, available: 0", host => host.CpusetMems = "1" },
        { "Range of blkio weight is from 10 to 1000", host => host.BlkioWeight = 5 },
        { "Invalid QoS settings: linux does not support Maximum IO Bandwidth or Maximum IO IOps", host => host.IOMaximumIOps = 1 },
        { "SHM size can not be less than 0", host => host.ShmSize = -1 },
        { "Invalid value 1001, range for oom score adj is [-1000, 1000]", host => host.OomScoreAdj = 1001 },
        { "can't create 'AutoRemove' container with restart policy", host => (host.AutoRemove, host.RestartPolicy.Name) = (true, "always") },
        { "invalid restart policy: unknown policy 'zz'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'",
            host => host.RestartPolicy.Name = "zz" },
        { "invalid restart policy: maximum retry count can only be used with 'on-failure'",
            host => host.RestartPolicy = new RestartPolicy { Name = "always", MaximumRetryCount = 3 } },
        { "invalid restart policy: maximum retry count cannot be negative",
            host => host.RestartPolicy = new RestartPolicy { Name = "on-failure", MaximumRetryCount = -1 } },
        { "logger: no log driver named 'zz' is registered", host => host.LogConfig.Type = "zz" },
        { "unknown log opt 'zz' for json-file log driver", host => host.LogConfig.Config = new() { ["zz"] = "1" } },
        { "max-file cannot be less than 1", host => host.LogConfig.Config = new() { ["max-file"] = "0" } },
        { "invalid size: 'zz'", host => host.LogConfig.Config = new() { ["max-size"] = "zz" } },
        { "compress cannot be true when max-file is less than 2 or max-size is not set", host => host.LogConfig.Config = new() { ["compress"] = "true" } },
        { "Invalid network mode: invalid container format container:<name|id>", host => host.NetworkMode = "container:" },
        { "conflicting options: host type networking can't be used with links. This would result in undefined behavior",
            host => (host.NetworkMode, host.Links) = ("host", ["a:b"]) },
        { "conflicting options: dns and the network mode", host => (host.NetworkMode, host.Dns) = ("container:a", ["1.1.1.1"]) },
        { "conflicting options: port publishing and the container type network mode",
            host => (host.NetworkMode, host.PublishAllPorts) = ("container:a", true) },
        { "invalid PID mode: zz", host => host.PidMode = "zz" },
        { "invalid IPC mode: container:", host => host.IpcMode = "container:" },
        { "invalid UTS mode: zz", host => host.UTSMode = "zz" },
        { "invalid cgroup namespace mode: zz", host => host.CgroupnsMode = "zz" },
        { "invalid isolation 'hyperv' on linux", host => host.Isolation = "hyperv" },
        { "bad format for add-host: \"zz\"", host => host.ExtraHosts = ["zz"] },
        { "invalid IP address in add-host: \"zz\"", host => host.ExtraHosts = ["a:zz"] },
        { "bad format for add-host: \"x\\n1.1.1.1 z:1.2.3.4\"", host => host.ExtraHosts = ["x\n1.1.1.1 z:1.2.3.4"] },
        { "bad format for add-host: \":1.2.3.4\"", host => host.ExtraHosts = [":1.2.3.4"] },
        { "bad nameserver address: zz", host => host.Dns = ["zz"] },
        { "invalid port specification: \"zz\"", host => host.PortBindings = new() { ["zz"] = null } },
        { "invalid port specification: \"99999\"", host => host.PortBindings = new() { ["80"] = [new PortBinding { HostPort = "99999" }] } },
        { "unknown or invalid runtime name: zz", host => host.Runtime = "zz" },
        { "invalid ulimit type: zz", host => host.Ulimits = [new Ulimit { Name = "zz" }] },
        { "ulimit soft limit must be less than or equal to hard limit: 2 > 1", host => host.Ulimits = [new Ulimit { Name = "core", Soft = 2, Hard = 1 }] },
        { "invalid CapAdd: unknown capability: \"CAP_ZZ\"", host => host.CapAdd = ["zz"] },
        { "invalid device mode: rw\n", host => host.Devices = [new DeviceMapping { PathOnHost = "/dev/null", CgroupPermissions = "rw\n" }] },
        { "invalid device mode: q", host => host.Devices = [new DeviceMapping { PathOnHost = "/dev/null", CgroupPermissions = "q" }] },
        { "Duplicate mount point: /x", host => host.Binds = ["/a:/x", "/b:/x"] },
        { "invalid Annotations: the empty string is not permitted as an annotation key", host => host.Annotations = new() { [""] = "" } },
    };

    [Theory]
    [MemberData(nameof(BrokenHostConfigs), DisableDiscoveryEnumeration = true)]
    public void A_broken_host_config_is_refused(string message, Action<HostConfig> change) => Assert.Equal(message, Refused(change));

    public static TheoryData<string, Action<ContainerConfig>> BrokenConfigs => new()
    {
        { "the working directory 'work' is invalid, it needs to be an absolute path", config => config.WorkingDir = "work" },
        { "invalid hostname: it has 65 bytes, more than the 64 that Linux takes", config => config.Hostname = new string('h', 65) },
        { "invalid hostname: \"a\\nb\"", config => config.Hostname = "a\nb" },
        { "invalid domainname: \"a\\nb\"", config => config.Domainname = "a\nb" },
        { "address zz: invalid MAC address", config => config.MacAddress = "zz" },
        { "address 02:42-ac:11:00:02: invalid MAC address", config => config.MacAddress = "02:42-ac:11:00:02" },
        { "invalid signal: SIGZZ", config => config.StopSignal = "SIGZZ" },
        { "invalid environment variable: =a", config => config.Env = ["=a"] },
        { "invalid environment variable: ", config => config.Env = [""] },
        { "Interval in Healthcheck cannot be less than 1ms", config => config.Healthcheck = new HealthConfig { Interval = 5 } },
        { "Timeout in Healthcheck cannot be less than 1ms", config => config.Healthcheck = new HealthConfig { Timeout = -1 } },
        { "Retries in Healthcheck cannot be negative", config => config.Healthcheck = new HealthConfig { Retries = -1 } },
        { "StartInterval in Healthcheck cannot be less than 1ms", config => config.Healthcheck = new HealthConfig { StartInterval = 5 } },
        { "invalid port specification: \"x\"", config => config.ExposedPorts = new() { ["x/tcp"] = default(EmptyObject) } },
    };

    [Theory]
    [MemberData(nameof(BrokenConfigs), DisableDiscoveryEnumeration = true)]
    public void A_broken_config_is_refused(string message, Action<ContainerConfig> change) => Assert.Equal(message, Refused(config: change));

    [Theory]
    [InlineData("container:a", "conflicting options: hostname and the network mode")]
    [InlineData("bridge", null)]
    public void A_hostname_needs_a_network_of_ones_own(string mode, string? message)
    {
        void Create() => Apply(host => host.NetworkMode = mode, config => config.Hostname = "h");
        if (message is null)
            Create();
        else
            Assert.Equal(message, Given.Refusal(Create));
    }

    [Theory]
    [InlineData("size", "--storage-opt is supported only for overlay over xfs with 'pquota' mount option")]
    [InlineData("zz", "Unknown option zz")]
    public void Options_of_storage_are_what_the_host_cannot_do(string option, string message)
    {
        var error = Assert.Throws<EngineException>(() => Apply(host => host.StorageOpt = new() { [option] = "10G" }));
        Assert.Equal((ErrorKind.System, message), (error.Kind, error.Message));
    }

    [Theory]
    [InlineData("02:42:AC:11:00:02")]
    [InlineData("02-42-ac-11-00-02")]
    [InlineData("0242.ac11.0002")]
    [InlineData("")]
    public void Addresses_of_interfaces_are_accepted_as_Go_reads_them(string address) => Apply(config: config => config.MacAddress = address);

    [Fact]
    public void A_hostname_of_64_is_accepted_and_so_is_what_dockerd_accepts()
    {
        foreach (var name in new[] { new string('h', 64), "a b_!", "-a", "a..b" })
            Apply(config: config => config.Hostname = name);
    }

    [Fact]
    public void The_working_directory_is_cleaned()
    {
        var config = Given.Config(changed => (changed.Hostname, changed.WorkingDir) = ("", "/a/../b/"));
        HostConfigRules.Apply(config, new HostConfig(), Given.Host, new EngineOptions());
        Assert.Equal("/b", config.WorkingDir);
    }

    [Fact]
    public void A_request_without_wishes_breaks_nothing_and_warns_of_nothing() => Assert.Empty(Apply());

    [Fact]
    public void What_the_host_cannot_do_is_discarded_with_a_warning()
    {
        var hostConfig = new HostConfig { Memory = 64 << 20, MemorySwappiness = 5, OomKillDisable = true, BlkioWeight = 5 };
        var version2 = Given.Host with
        {
            Cgroup = Given.Host.Cgroup with { Version = 2, Swappiness = false, OomKillDisable = false, Swap = false, BlkioWeight = false },
        };
        var warnings = HostConfigRules.Apply(Given.Config(config => config.Hostname = ""), hostConfig, version2, new EngineOptions());
        Assert.Equal(
            [
                "Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.",
                "Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. Memory swappiness discarded.",
                "Your kernel does not support OomKillDisable. OomKillDisable discarded.",
                "Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.",
            ],
            warnings);
        Assert.Equal((-1L, null, null, (ushort)0), (hostConfig.MemorySwap, hostConfig.MemorySwappiness, hostConfig.OomKillDisable, hostConfig.BlkioWeight));
    }

    [Fact]
    public void Published_ports_on_the_hosts_network_are_discarded_with_a_warning() => Assert.Equal(
        ["Published ports are discarded when using host network mode"],
        Apply(host => (host.NetworkMode, host.PortBindings) = ("host", new() { ["80/tcp"] = null })));
}
