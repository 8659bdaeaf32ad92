using EngineApi.Containerd;
using EngineApi.Containerd.Events;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Restore;
using EngineApi.Linux.Processes;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public sealed class ExitContainerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData(nameof(FaultKind.Refused))]
    [InlineData(nameof(FaultKind.AnswerLost))]
    public Task A_failing_step_is_made_up_for(string kind) => EachStep.FailsAsync(
        fixture,
        Enum.Parse<FaultKind>(kind),
        () => fixture.Engine.RunAsync(),
        async id =>
        {
            // Not by the engine: only what follows the exit is of interest.
            await fixture.Containerd.Client.Tasks.Of(id).KillAsync(9, all: false);
            Assert.Equal(137, (await fixture.Engine.ExitAsync(id)).ExitCode);
            await fixture.NoTaskAsync(id);
        },
        async (id, _, error) =>
        {
            Assert.Null(error);
            Assert.Equal(["create", "start", "die"], fixture.Engine.Actions(id));
            await fixture.Engine.StartAsync(id);
        },
        ownOnly: false);

    [Fact]
    public async Task An_exit_while_no_events_come_is_noticed_when_they_do()
    {
        var engine = fixture.Engine;
        var id = await engine.RunAsync();
        using (var away = engine.Faults.Arm("Events/Subscribe", FaultKind.Refused, nth: 0))
        {
            engine.Faults.CutEvents();
            await away.StrikesAsync();
            await fixture.Containerd.Client.Tasks.Of(id).KillAsync(9, all: false);
            await Eventually.BecomesTrueAsync(() => !PidFd.IsAlive(engine.Find(id).Current.Pid));
            Assert.Equal(ContainerStatus.Running, engine.Status(id));
        }

        Assert.Equal(137, (await engine.ExitAsync(id)).ExitCode);
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task Who_waits_until_somebody_has_looked_finds_that_it_ended()
    {
        var engine = fixture.Engine;
        var id = await engine.RunAsync();
        var container = engine.Find(id);
        container.IsUnseen = true; // As after a start of the daemon.
        var seen = container.UntilAsync(static one => !one.IsUnseen, CancellationToken.None);
        using (var saving = engine.Faults.Arm("Containers/Update", FaultKind.Hangs, about: id))
        {
            await fixture.Containerd.Client.Tasks.Of(id).KillAsync(9, all: false);
            await saving.StrikesAsync();
            Assert.Equal((ContainerStatus.Running, true), (engine.Status(id), container.IsUnseen));
        }

        await seen.WaitAsync(Eventually.DefaultDeadline);
        Assert.Equal(ContainerStatus.Exited, engine.Status(id));
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task The_same_exit_told_again_changes_nothing_not_even_for_the_next_run()
    {
        var engine = fixture.Engine;
        var id = await engine.RunAsync();
        var container = engine.Find(id);
        var told = new TaskExited(DateTimeOffset.UtcNow, id, "", (uint)container.Current.Pid, 137, DateTimeOffset.UtcNow);
        await engine.KillAsync(id);
        await engine.ExitAsync(id);
        await TellAgainAsync();
        await engine.StartAsync(id);
        await TellAgainAsync();

        Assert.Equal(ContainerStatus.Running, engine.Status(id));
        Assert.Equal(["create", "start", "kill", "die", "start"], engine.Actions(id));
        await engine.AssertCleanAsync(fixture.Containerd);

        async Task TellAgainAsync()
        {
            engine.Get<Reconciler>().Wake(container, told);
            engine.Get<Reconciler>().Wake(container, told);
            await container.Mailbox.RunAsync(() => Task.CompletedTask, CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_shim_that_is_killed_ends_its_container()
    {
        var engine = fixture.Engine;
        var id = await engine.RunAsync();
        using (var shim = PidFd.Find(Assert.Single(LeftBehind.Shims(fixture.Containerd.Namespace))))
            shim!.Signal(9);
        Assert.Contains((await engine.ExitAsync(id)).ExitCode, new[] { 137, 255 });

        await fixture.NoTaskAsync(id);
        await engine.StartAsync(id);
        Assert.Equal(ContainerStatus.Running, engine.Status(id));
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_containerd_that_dies_under_load_hides_no_exit()
    {
        var engine = fixture.Engine;
        var ids = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => engine.RunAsync()));
        var crash = fixture.Containerd.CrashAsync();
        foreach (var id in ids[..3])
        {
            using var process = PidFd.Find(engine.Find(id).Current.Pid);
            process!.Signal(9);
        }

        await crash;
        foreach (var id in ids[..3])
            Assert.Contains((await engine.ExitAsync(id)).ExitCode, Exits.OutliveContainerd ? [137] : new[] { 137, 255 });
        Assert.All(ids[3..], id => Assert.Equal(ContainerStatus.Running, engine.Status(id)));
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    /// <summary>As crun does after a checkpoint.</summary>
    [Fact]
    public async Task A_runtime_that_has_forgotten_a_container_does_not_keep_it_from_being_removed()
    {
        var engine = fixture.Engine;
        var id = await StartForgetfulAsync("exit 3", "delete");
        Assert.Equal(3, (await engine.ExitAsync(id)).ExitCode);
        await fixture.NoTaskAsync(id);
        Assert.Equal((ContainerStatus.Exited, 3), (engine.Status(id), engine.Find(id).Current.Lifecycle.ExitCode));
        await engine.RemoveAsync(id, force: false);
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task Nor_from_being_swept_away_when_its_record_is_gone()
    {
        var id = await StartForgetfulAsync(TestEngine.Sleep, "delete");
        var after = await fixture.RestartAsync(crash: true, () => fixture.Containerd.Client.Containers.DeleteAsync(id, TestContext.Current.CancellationToken));
        await fixture.NoTaskAsync(id);
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_runtime_that_misses_something_has_forgotten_nobody_who_runs()
    {
        var engine = fixture.Engine;
        var id = await StartForgetfulAsync(TestEngine.Sleep, "kill");
        var error = await Assert.ThrowsAsync<ContainerdException>(() => engine.Get<DiscardTask>().ExecuteAsync(engine.Find(id)));
        Assert.Contains("cannot open its directory", error.Message, StringComparison.Ordinal);
        Assert.Equal(ContainerStatus.Running, engine.Status(id));
        await WriteForgetfulAsync("delete");
        await engine.RemoveAsync(id);
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    private async Task<string> StartForgetfulAsync(string script, string refuses)
    {
        await WriteForgetfulAsync(refuses);
        var id = await fixture.Engine.CreateAsync(script, request => request.HostConfig!.Runtime = "forgetful");
        await fixture.Engine.StartAsync(id);
        return id;
    }

    /// <param name="refuses">The command that it knows no container for, unless it is forced.</param>
    private async Task WriteForgetfulAsync(string refuses)
    {
        var program = fixture.Engine.Options.Runtimes["forgetful"];
        var written = program + ".new";
        await File.WriteAllTextAsync(
            written,
            $"""
            #!/bin/sh
            case " $* " in *" delete --force "*) ;; *" {refuses} "*) echo "cannot open its directory: No such file or directory"; exit 1;; esac
            exec runc "$@"

            """,
            TestContext.Current.CancellationToken);
        File.SetUnixFileMode(written, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Move(written, program, overwrite: true);
    }
}
