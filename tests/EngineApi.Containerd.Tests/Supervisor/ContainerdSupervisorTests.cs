using EngineApi.Containerd.Supervisor;
using EngineApi.Linux.Epoll;
using EngineApi.Linux.Processes;
using EngineApi.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EngineApi.Containerd.Tests.Supervisor;

public sealed class ContainerdSupervisorTests : IDisposable
{
    private const int SigKill = 9;
    private const int SigStop = 19;

    private readonly string _root = "/tmp/ea-" + Guid.NewGuid().ToString("N")[..8];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SupervisorOptions Options => new() { DataRoot = Path.Combine(_root, "d"), ExecRoot = Path.Combine(_root, "r") };

    private string PidFile => Path.Combine(_root, "r/containerd/containerd.pid");

    [Fact]
    public async Task Starts_answers_and_stops()
    {
        SkipWithoutContainerd();
        int pid;
        await using (var supervisor = await StartAsync(Options))
        {
            pid = supervisor.Pid!.Value;
            Assert.True(supervisor is { IsManaged: true, WasAdopted: false, Restarts: 0 });
            using var client = new ContainerdClient(supervisor.Address, "any");
            Assert.NotEmpty((await client.VersionAsync(Cancel)).Version);
            Assert.Equal(pid.ToString(System.Globalization.CultureInfo.InvariantCulture), File.ReadAllText(PidFile).Trim());
            // The sixth field is the session: its own, so that Ctrl-C at our terminal does not reach it.
            Assert.Equal($"{pid}", File.ReadAllText($"/proc/{pid}/stat").Split(')')[1].Split(' ')[4]);
        }
        Assert.False(PidFd.IsAlive(pid));
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task A_containerd_that_dies_is_started_again_at_the_same_address()
    {
        SkipWithoutContainerd();
        await using var supervisor = await StartAsync(Options);
        using var client = new ContainerdClient(supervisor.Address, "any");
        await client.Namespaces.CreateAsync("kept", cancellationToken: Cancel);
        for (var round = 1; round <= 2; round++)
        {
            var pid = supervisor.Pid!.Value;
            using (var process = PidFd.Find(pid))
            {
                process!.Signal(SigKill);
            }
            await Eventually.BecomesTrueAsync(() => supervisor.Restarts == round);
            Assert.NotEqual(pid, supervisor.Pid);
            Assert.Contains("kept", await client.Namespaces.ListAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_containerd_of_a_run_that_died_is_adopted()
    {
        SkipWithoutContainerd();
        var pid = await LeaveRunningAsync();
        await using (var supervisor = await StartAsync(Options))
        {
            Assert.Equal((true, pid), (supervisor.WasAdopted, supervisor.Pid));
            using (var process = PidFd.Find(pid))
            {
                process!.Signal(SigKill);
            }
            await Eventually.BecomesTrueAsync(() => supervisor.Restarts == 1);
            pid = supervisor.Pid!.Value;
        }
        Assert.False(PidFd.IsAlive(pid));
    }

    [Fact]
    public async Task A_containerd_that_is_silent_is_replaced()
    {
        SkipWithoutContainerd();
        var pid = await LeaveRunningAsync();
        using (var process = PidFd.Find(pid))
        {
            process!.Signal(SigStop);
        }
        // The silent one has so long to answer, and then the new one, which a busy machine may hold up.
        await using var supervisor = await StartAsync(Options with { StartTimeout = TimeSpan.FromSeconds(20) });
        Assert.False(supervisor.WasAdopted);
        Assert.NotEqual(pid, supervisor.Pid);
        Assert.False(PidFd.IsAlive(pid));
    }

    [Fact]
    public async Task A_pid_file_that_names_another_process_is_not_believed()
    {
        SkipWithoutContainerd();
        Directory.CreateDirectory(Path.GetDirectoryName(PidFile)!);
        await File.WriteAllTextAsync(PidFile, $"{Environment.ProcessId}\n", Cancel);
        await using var supervisor = await StartAsync(Options);
        Assert.False(supervisor.WasAdopted);
    }

    [Fact]
    public async Task A_failing_start_quotes_the_log()
    {
        SkipWithoutContainerd();
        Directory.CreateDirectory(_root);
        var broken = Path.Combine(_root, "broken");
        await File.WriteAllTextAsync(broken, "#!/bin/sh\necho first >&2\necho the disk is on fire >&2\nexit 1\n", Cancel);
        File.SetUnixFileMode(broken, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await Refused.WithAsync(ContainerdErrorKind.Unavailable, () => StartAsync(Options with { Executable = broken }), "the disk is on fire");
        Assert.False(File.Exists(PidFile));
        await Refused.WithAsync(
            ContainerdErrorKind.Unavailable, () => StartAsync(Options with { Executable = "no-such-containerd" }), "no-such-containerd");
    }

    [Fact]
    public async Task A_silent_start_ends_at_its_deadline_and_leaves_no_process()
    {
        SkipWithoutContainerd();
        Directory.CreateDirectory(_root);
        var silent = Path.Combine(_root, "silent");
        await File.WriteAllTextAsync(silent, "#!/bin/sh\nexec sleep 1000\n", Cancel);
        File.SetUnixFileMode(silent, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var options = Options with { Executable = silent, StartTimeout = TimeSpan.FromMilliseconds(300) };
        await Refused.WithAsync(ContainerdErrorKind.Unavailable, () => StartAsync(options), "did not answer");
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task An_external_containerd_must_answer_and_is_left_alone()
    {
        SkipWithoutContainerd();
        var missing = Options with { Address = Path.Combine(_root, "none.sock") };
        await Refused.WithAsync(ContainerdErrorKind.Unavailable, () => StartAsync(missing), "none.sock");

        await using var managed = await StartAsync(Options);
        await using (var external = await StartAsync(Options with { Address = managed.Address }))
        {
            Assert.Equal((false, null), (external.IsManaged, external.Pid));
        }
        Assert.True(PidFd.IsAlive(managed.Pid!.Value));
    }

    [Fact]
    public async Task A_socket_path_that_is_too_long_is_refused()
        => await Refused.WithAsync(
            ContainerdErrorKind.InvalidArgument, () => StartAsync(Options with { ExecRoot = "/tmp/" + new string('x', 90) }), "too long");

    public void Dispose()
    {
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }

    private static Task<ContainerdSupervisor> StartAsync(SupervisorOptions options)
        => ContainerdSupervisor.StartAsync(options, NullLogger.Instance, Cancel);

    /// <summary>What a run that was killed leaves: a containerd that nobody watches.</summary>
    private async Task<int> LeaveRunningAsync()
    {
        using var reactor = new Reactor(_ => { });
        using var process = await new ManagedContainerd(Options, NullLogger.Instance, reactor).StartAsync(Cancel);
        return process.Pid;
    }

    private static void SkipWithoutContainerd()
        => Assert.SkipWhen(Tools.WhatContainersMiss() is not null, Tools.WhatContainersMiss() ?? "");
}
