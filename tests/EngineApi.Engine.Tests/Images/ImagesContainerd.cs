using EngineApi.Containerd.Supervisor;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

/// <summary>A containerd of its own for the tests of images; each test works in a namespace of its own.</summary>
public sealed class ImagesContainerd : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("eai-");
    private ContainerdSupervisor? _supervisor;
    private int _namespaces;

    public string Address => _supervisor?.Address ?? throw new InvalidOperationException("containerd is not running");

    public async ValueTask InitializeAsync()
    {
        if (Environment.UserName != "root")
            Assert.Skip("unpacking layers needs root");
        if (!File.Exists("/usr/bin/containerd") && !File.Exists("/usr/local/bin/containerd"))
            Assert.Skip("containerd is not installed");
        _supervisor = await ContainerdSupervisor.StartAsync(
            new() { DataRoot = _root.FullName, ExecRoot = _root.FullName, StartTimeout = TimeSpan.FromMinutes(2) },
            NullLogger.Instance, CancellationToken.None);
    }

    /// <summary>An engine's images in a namespace nobody else uses.</summary>
    public ImagesEngine NewEngine(IReadOnlyList<Engine.Images.ImageUser>? users = null) =>
        new(Address, $"images-{Interlocked.Increment(ref _namespaces)}", users ?? []);

    public async ValueTask DisposeAsync()
    {
        if (_supervisor is not null)
            await _supervisor.DisposeAsync();
        _root.Delete(recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class ImagesContainerdCollection : ICollectionFixture<ImagesContainerd>
{
    public const string Name = "containerd for images";
}
