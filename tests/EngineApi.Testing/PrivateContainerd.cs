using System.Globalization;
using EngineApi.Containerd;
using EngineApi.Containerd.Supervisor;
using EngineApi.Linux.Epoll;
using EngineApi.Linux.Processes;
using EngineApi.Names.Control;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EngineApi.Testing;

/// <summary>
/// A containerd of the test's own: everything under one short directory in /tmp, in a namespace of its own, so any number run side by
/// side. Use it as a fixture, and make containers from <see cref="TestRootfs"/>:
/// <code>
/// public sealed class PauseTests(PrivateContainerd containerd) : IClassFixture&lt;PrivateContainerd&gt;
/// {
///     [Fact] public async Task Pauses() { var client = containerd.Client; … }
/// }
/// </code>
/// <see cref="Client"/> and <see cref="Address"/> skip the test, with the reason, where containerd, runc or busybox is missing.
/// Disposal kills what still runs, stops containerd, removes the directory, and throws when anything of it is still there. Whether a
/// test cleaned up after itself is asked before, with <see cref="LeftBehind"/>.
/// </summary>
public sealed class PrivateContainerd : IAsyncLifetime
{
    private const int SigKill = 9;

    private readonly string? _missing = Tools.WhatContainersMiss();
    private ContainerdSupervisor? _supervisor;
    private ContainerdClient? _client;

    public PrivateContainerd()
    {
        var unique = Guid.NewGuid().ToString("N")[..8];
        Root = "/tmp/ea-" + unique;
        Namespace = "ea-" + unique;
    }

    /// <summary>The directory all of it lies under, e.g. <c>/tmp/ea-1b2c3d4e</c>; free for the test's own files too.</summary>
    public string Root { get; }

    /// <summary>containerd's namespace, used by nobody else on the machine.</summary>
    public string Namespace { get; }

    public string DataRoot => Path.Combine(Root, "d");

    public string ExecRoot => Path.Combine(Root, "r");

    /// <summary>The socket's path. Skips the test when there is no containerd.</summary>
    public string Address => Supervisor.Address;

    /// <summary>In <see cref="Namespace"/>. Skips the test when there is no containerd.</summary>
    public ContainerdClient Client
    {
        get
        {
            SkipWhenMissing();
            return _client!;
        }
    }

    /// <summary>Restarts containerd by itself when the test kills it. Skips the test when there is no containerd.</summary>
    public ContainerdSupervisor Supervisor
    {
        get
        {
            SkipWhenMissing();
            return _supervisor!;
        }
    }

    /// <summary><c>overlayfs</c>, or <c>native</c> where /tmp cannot carry an overlay.</summary>
    public string Snapshotter { get; private set; } = "overlayfs";

    public async ValueTask InitializeAsync()
    {
        if (_missing is not null)
        {
            return;
        }
        var options = new SupervisorOptions { DataRoot = DataRoot, ExecRoot = ExecRoot };
        _supervisor = await ContainerdSupervisor.StartAsync(options, NullLogger.Instance, CancellationToken.None);
        _client = new(_supervisor.Address, Namespace);
        await _client.Namespaces.CreateAsync(Namespace);
        var plugins = await _client.PluginsAsync(["type==io.containerd.snapshotter.v1,id==overlayfs"]);
        Snapshotter = plugins is [{ InitError: null }] ? "overlayfs" : "native";
    }

    /// <summary>Ends containerd without warning; the supervisor starts it again. Returns when the new one answers.</summary>
    public async Task CrashAsync()
    {
        var (before, restarts) = (Supervisor.Pid, Supervisor.Restarts);
        using (var process = PidFd.Find(before!.Value))
        {
            process!.Signal(SigKill);
        }
        await Eventually.BecomesTrueAsync(() => Supervisor.Restarts > restarts);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is null || _supervisor is null)
        {
            return;
        }
        try
        {
            await EndTasksAsync(_client);
            await EndHoldersAsync();
            await EndNameServerAsync();
        }
        finally
        {
            _client.Dispose();
            await _supervisor.DisposeAsync();
        }
        await Eventually.BecomesTrueAsync(() => LeftBehind.Shims(Namespace).Count == 0, what: $"the shims of {Namespace} end");
        MountTable.DetachAllUnder(Root);
        Directory.Delete(Root, recursive: true);
        if (Directory.Exists("/run/containerd/runc/" + Namespace))
        {
            Directory.Delete("/run/containerd/runc/" + Namespace, recursive: true);
        }
        // One parent cgroup per hierarchy, or the one of cgroup v2; rmdir fails, and the fixture with it, while anything is in there.
        foreach (var hierarchy in Directory.GetDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup"))
        {
            if (Directory.Exists(Path.Combine(hierarchy, Namespace)) && new DirectoryInfo(hierarchy).LinkTarget is null)
            {
                Directory.Delete(Path.Combine(hierarchy, Namespace));
            }
        }
    }

    /// <summary>An engine that was stopped while containers ran has left the process that keeps their output.</summary>
    private async Task EndHoldersAsync()
    {
        var directory = Path.Combine(ExecRoot, "holders");
        if (!Directory.Exists(directory))
        {
            return;
        }
        using var reactor = new Reactor(failure => Assert.Fail(failure.Message));
        foreach (var inode in Directory.GetFiles(directory).Select(file => ulong.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture)))
        {
            foreach (var pid in HolderProcess.Holding(inode))
            {
                await HolderProcess.EndAsync(pid, inode, reactor);
            }
        }
    }

    /// <summary>Nor has one that was killed ended the process that answers for names.</summary>
    private async Task EndNameServerAsync()
    {
        using var deadline = new CancellationTokenSource(Eventually.DefaultDeadline);
        using var control = await ControlConnection.TryConnectAsync(Path.Combine(ExecRoot, "dns", "control"), deadline.Token);
        if (control is null)
        {
            return;
        }
        await control.SayAsync(ControlLines.End, deadline.Token);
        while (await control.HearAsync(deadline.Token) is not null)
        {
        }
    }

    private static async Task EndTasksAsync(ContainerdClient client)
    {
        foreach (var state in await client.Tasks.ListAsync(CancellationToken.None))
        {
            var task = client.Tasks.Of(state.ContainerId);
            try
            {
                var exit = task.WaitAsync(CancellationToken.None);
                await task.KillAsync(SigKill, all: true);
                await exit;
            }
            catch (ContainerdException error) when (error.Kind == ContainerdErrorKind.NotFound)
            {
                // Its first process has ended already.
            }
            await task.DeleteAsync(CancellationToken.None);
        }
    }

    private void SkipWhenMissing() => Assert.SkipWhen(_missing is not null, _missing ?? "");
}
