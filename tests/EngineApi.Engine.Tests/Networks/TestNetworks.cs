using EngineApi.Engine.Networks;
using EngineApi.Engine.Events;
using EngineApi.Wire.Networks;
using Microsoft.Extensions.DependencyInjection;

namespace EngineApi.Engine.Tests.Networks;

/// <summary>The engine's networks without containerd, and with a driver that makes nothing.</summary>
internal sealed class TestNetworks : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("networks").FullName;
    private readonly ServiceProvider _parts;

    public TestNetworks(params string[] pools)
    {
        var parts = new ServiceCollection();
        parts.AddLogging();
        parts.AddEngine(new EngineOptions { DataRoot = _root, ExecRoot = _root, Bip = "10.99.0.1/24", DefaultAddressPools = pools });
        // The last one of a name is asked for.
        foreach (var driver in parts.Where(part => part.ServiceType == typeof(INetworkDriver)).ToArray())
            parts.Remove(driver);
        parts.AddSingleton<INetworkDriver>(Driver);
        _parts = parts.BuildServiceProvider();
        Get<NetworkTable>().Load();
    }

    public RecordingDriver Driver { get; } = new();

    public NetworkTable Table => Get<NetworkTable>();

    public T Get<T>() where T : notnull => _parts.GetRequiredService<T>();

    public Task<NetworkCreateResponse> CreateAsync(string name, Action<NetworkCreateRequest>? more = null)
    {
        var request = new NetworkCreateRequest { Name = name };
        more?.Invoke(request);
        return Get<CreateNetwork>().ExecuteAsync(request, CancellationToken.None);
    }

    public IReadOnlyList<(string Action, string? Name)> Events()
    {
        using var all = Get<EventBus>().Subscribe(past => past.Type == "network");
        return [.. all.Past.Select(past => (past.Action, past.Attributes.GetValueOrDefault("name")))];
    }

    public void Dispose()
    {
        _parts.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>Keeps what it was told.</summary>
    internal sealed class RecordingDriver : INetworkDriver
    {
        public string Name => "bridge";

        public EngineException? Refuses { get; set; }

        public List<string> Made { get; } = [];

        public Task EnsureAsync(NetworkRecord network, CancellationToken cancellationToken)
        {
            Made.Add(network.Name);
            return Refuses is null ? Task.CompletedTask : Task.FromException(Refuses);
        }

        public Task RemoveAsync(NetworkRecord network, CancellationToken cancellationToken)
        {
            Made.Remove(network.Name);
            return Task.CompletedTask;
        }

        public Task JoinAsync(NetworkRecord network, Endpoint endpoint, string netnsPath, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task LeaveAsync(NetworkRecord network, Endpoint endpoint, string netnsPath, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
