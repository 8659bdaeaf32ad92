using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Stats;
using EngineApi.Testing;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Tests.Containers.Stats;

/// <summary>Containers on a made-up host.</summary>
internal sealed class StatsHost : IDisposable
{
    public const ulong Memory = 1 << 30;
    public const int Pid = 4711;

    public static readonly string Id = new('c', 64);

    public FakeHost Files { get; } = new();

    public ManualTime Time { get; } = new();

    public ContainerTable Containers { get; } = new();

    public StatsSampler Version1 => new(Containers, Files.Version1, (long)Memory, Time, Files.Proc);

    public StatsSampler Version2 => new(Containers, Files.Version2, (long)Memory, Time, Files.Proc);

    public Container Add(string id, string name, Action<HostConfig>? host = null)
    {
        var container = TestContainer.Create(id, name, snapshot =>
        {
            host?.Invoke(snapshot.Settings.HostConfig);
            return snapshot with { Status = ContainerStatus.Running, Pid = Pid };
        });
        Containers.Reserve(name, id);
        Containers.Add(container);
        return container;
    }

    public void Dispose() => Files.Dispose();
}
