using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Oci;
using EngineApi.Linux.Devices;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Spec;

/// <summary>A host and a container to start tests from; each test changes what it is about.</summary>
internal static class Given
{
    public static readonly DeviceNode Fuse = new("/dev/fuse", 'c', 10, 229, 0x1B6, 0, 0);
    public static readonly DeviceNode Disk = new("/dev/sda", 'b', 8, 0, 0x1B0, 0, 6);

    public static HostFacts Host { get; } = new()
    {
        Architecture = "amd64",
        Kernel = new Version(6, 1),
        Cgroup = new CgroupFacts
        {
            Version = 1, Cpus = 4, OnlineCpus = "0-3", OnlineMems = "0", Swappiness = true, OomKillDisable = true,
        },
        RecursiveReadOnly = true,
        InitPath = "/usr/bin/tini",
        Devices = new HostDevices(
            path => path switch { "/dev/fuse" => Fuse, "/dev/sda" => Disk, _ => null },
            directory => directory switch
            {
                "/dev" => [Fuse, Disk, new DeviceNode("/dev/console", 'c', 5, 1, 0, 0, 0), new DeviceNode("/dev/pts/0", 'c', 136, 0, 0, 0, 0)],
                "/dev/snd" => [new DeviceNode("/dev/snd/seq", 'c', 116, 1, 0, 0, 0)],
                _ => [],
            }),
    };

    public static ContainerConfig Config(Action<ContainerConfig>? change = null)
    {
        var config = new ContainerConfig { Hostname = "abc", Cmd = ["sh"], Env = [] };
        change?.Invoke(config);
        return config;
    }

    public static HostConfig HostConfig(Action<HostConfig>? change = null)
    {
        var hostConfig = new HostConfig
        {
            NetworkMode = "bridge", IpcMode = "private", CgroupnsMode = "host", ShmSize = 64 << 20, Runtime = "runc",
        };
        change?.Invoke(hostConfig);
        return hostConfig;
    }

    public static SpecInput Input(Action<HostConfig>? host = null, Action<ContainerConfig>? config = null) => new()
    {
        Id = "0123456789ab", Config = Config(config), HostConfig = HostConfig(host), Host = Host, CgroupParent = "engineapi",
    };

    public static OciSpec Spec(Action<HostConfig>? host = null, Action<ContainerConfig>? config = null) =>
        ContainerSpecBuilder.Build(Input(host, config));

    public static OciSpec Spec(ResolvedMount mount, Action<HostConfig>? host = null) =>
        ContainerSpecBuilder.Build(Input(host) with { Mounts = [mount] });

    /// <summary>The message of the 400 that an action must end in.</summary>
    public static string Refusal(Action action)
    {
        var error = Assert.Throws<EngineException>(action);
        Assert.Equal(ErrorKind.InvalidParameter, error.Kind);
        return error.Message;
    }
}
