using System.Diagnostics;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Engine.Tests.Containers;
using EngineApi.Linux.Network;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Sandbox;

/// <summary>This process's own namespace stands for the one of whoever has the number.</summary>
public sealed class RuntimeNamespaceTests : IDisposable
{
    private const string Own = "/proc/self/ns/net";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ea-space-");
    private int _prepared;

    public RuntimeNamespaceTests() => HostNetwork.SkipWhenItCannotBeChanged();

    private string SpacePath => Path.Combine(_directory.FullName, "space");

    [Fact]
    public async Task What_is_a_running_containers_is_kept_and_prepared_once()
    {
        await RuntimeNamespace.KeepAsync(SpacePath, Own, Running(Environment.ProcessId), () => _prepared++);
        Assert.Equal((1, true), (_prepared, File.Exists(SpacePath)));
    }

    [Fact]
    public async Task A_number_that_is_somebody_elses_by_now_leads_to_nothing()
    {
        using var process = Process.Start("sleep", "1000");
        var container = Running(process.Id);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<EngineException>(() => RuntimeNamespace.KeepAsync(SpacePath, Own, container, () => _prepared++));

        Assert.Equal((ErrorKind.Conflict, "container one is not running"), (error.Kind, error.Message));
        Assert.Equal((0, false), (_prepared, File.Exists(SpacePath)));
    }

    [Fact]
    public async Task What_cannot_be_prepared_is_not_kept()
    {
        await Assert.ThrowsAsync<IOException>(() => RuntimeNamespace.KeepAsync(SpacePath, Own, Running(Environment.ProcessId), () => throw new IOException()));
        Assert.False(File.Exists(SpacePath));
    }

    public void Dispose()
    {
        NetworkNamespace.Remove(SpacePath);
        _directory.Delete();
    }

    private static Container Running(int pid)
    {
        var container = TestContainer.Create("one", "one");
        container.Swap(container.Current with { Status = ContainerStatus.Running, Pid = pid });
        return container;
    }
}
