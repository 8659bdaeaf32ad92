using EngineApi.Engine;
using EngineApi.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EngineApi.Server.Tests;

/// <summary>
/// The program as a test host loads it (Microsoft.AspNetCore.Mvc.Testing), in memory and over a containerd of its own. For what
/// needs no socket; <see cref="RawClient"/> and a real listener show the rest.
/// </summary>
public sealed class GatewayFactory : WebApplicationFactory<Gateway>, IAsyncLifetime
{
    private readonly PrivateContainerd _containerd = new();
    private string? _missing;

    public void MustRun() => Assert.SkipWhen(_missing is not null, _missing ?? "");

    public async ValueTask InitializeAsync()
    {
        _missing = Tools.WhatContainersMiss();
        if (_missing is not null)
            return;
        await _containerd.InitializeAsync();
        await Services.GetRequiredService<EngineLifetime>().StartAsync(CancellationToken.None);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder.ConfigureServices(parts => parts.Replace(
        ServiceDescriptor.Singleton(new EngineOptions
        {
            DataRoot = Path.Combine(_containerd.Root, "data"),
            ExecRoot = Path.Combine(_containerd.Root, "exec"),
            ContainerdAddress = _containerd.Address,
            ContainerdNamespace = _containerd.Namespace,
            Snapshotter = _containerd.Snapshotter,
            Bip = TestBridges.Bip(_containerd.Namespace),
        })));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await TestBridges.RemoveAsync(Path.Combine(_containerd.Root, "data"), Path.Combine(_containerd.Root, "exec"));
        await _containerd.DisposeAsync();
    }
}
