using EngineApi.Engine.Containers;
using EngineApi.Engine.Stdio;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Networks;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngineApi.Engine.Tests.Containers;

/// <summary>A container that was never started, for tests of what only looks at snapshots.</summary>
internal static class TestContainer
{
    private static readonly StdioThread Thread = new(TimeProvider.System, NullLogger<StdioThread>.Instance);

    public static Container Create(string id, string name, Func<ContainerSnapshot, ContainerSnapshot>? adjust = null)
    {
        var snapshot = Snapshot(id, name);
        return new(adjust is null ? snapshot : adjust(snapshot), new StdioHub(Thread, new StdioHubOptions()));
    }

    public static ContainerSnapshot Snapshot(string id, string name) => new()
    {
        Id = id,
        Name = name,
        Lifecycle = ContainerLifecycle.New,
        Settings = new()
        {
            Created = DateTimeOffset.UnixEpoch,
            ImageId = "sha256:" + new string('a', 64),
            ImageChainId = "",
            Config = new ContainerConfig { Image = "busybox", Cmd = ["sh"] },
            HostConfig = new HostConfig { NetworkMode = "none" },
            NetworkingConfig = new NetworkingConfig(),
        },
    };
}
