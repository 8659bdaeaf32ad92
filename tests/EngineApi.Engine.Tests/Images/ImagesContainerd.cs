using EngineApi.Engine.Images;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

/// <summary>One private containerd for all tests of images; each test works in a namespace of its own.</summary>
public sealed class ImagesContainerd : IAsyncLifetime
{
    private readonly PrivateContainerd _containerd = new();
    private int _namespaces;

    public ValueTask InitializeAsync() => _containerd.InitializeAsync();

    /// <summary>An engine's images in a namespace nobody else uses. Skips the test when there is no containerd.</summary>
    public ImagesEngine NewEngine(IReadOnlyList<ImageUser>? users = null, Func<EngineOptions, EngineOptions>? configure = null)
    {
        var options = new EngineOptions
        {
            ContainerdNamespace = $"{_containerd.Namespace}-{Interlocked.Increment(ref _namespaces)}",
            ContainerdAddress = _containerd.Address,
            Snapshotter = _containerd.Snapshotter,
        };
        return new(configure?.Invoke(options) ?? options, users ?? []);
    }

    public ValueTask DisposeAsync() => _containerd.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class ImagesContainerdCollection : ICollectionFixture<ImagesContainerd>
{
    public const string Name = "containerd for images";
}
