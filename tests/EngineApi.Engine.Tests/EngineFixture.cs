using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests;

/// <summary>A containerd with an unpacked busybox, and the engine on top of it; for one test class.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private TestEngine? _engine;

    public PrivateContainerd Containerd { get; } = new();

    /// <summary>The engine that runs now. Skips the test when containers cannot run here.</summary>
    internal TestEngine Engine
    {
        get
        {
            _ = Containerd.Client;
            return _engine!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        await Containerd.InitializeAsync();
        if (Tools.WhatContainersMiss() is not null)
            return;
        await TestRootfs.ImportAsync(Containerd);
        await TestImage.AddBusyboxAsync(Containerd.Client);
        _engine = await TestEngine.StartAsync(Containerd);
    }

    /// <summary>Stops the engine, or lets it crash, and starts the next one over what it left.</summary>
    /// <param name="meanwhile">Happens while there is none.</param>
    internal async Task<TestEngine> RestartAsync(bool crash = false, Func<Task>? meanwhile = null)
    {
        await (crash ? Engine.CrashAsync() : Engine.DisposeAsync().AsTask());
        if (meanwhile is not null)
            await meanwhile();
        return _engine = await TestEngine.StartAsync(Containerd);
    }

    /// <summary>Returns when containerd has forgotten a container's task.</summary>
    internal Task NoTaskAsync(string id) => Eventually.BecomesTrueAsync(
        async () => (await Containerd.Client.Tasks.ListAsync(CancellationToken.None)).All(task => task.ContainerId != id));

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
            await TestBridges.RemoveAsync(_engine.Options.DataRoot, _engine.Options.ExecRoot);
        }

        await Containerd.DisposeAsync();
    }
}
