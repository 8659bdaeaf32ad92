using EngineApi.Clients.Tests.Ancestors.Proofs;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors;

/// <summary>What libcontainerd from 2017 on offered: its <c>Client</c>, <c>Backend.ProcessEvent</c> and <c>Status</c>; <c>NewClient</c> came in 2019, for a containerd that is local or remote.</summary>
public sealed class Libcontainerd2017Tests(EngineProcess engine, EngineToRestart restarted)
{
    [Fact]
    public Task NewClient() => new SystemProofs(engine).ContainerdIsTheEnginesOwnAsync();

    [Fact]
    public Task Version() => new SystemProofs(engine).ContainerdsVersionIsToldAsync();

    [Fact]
    public Task Restore() => new RestoreProofs(restarted).RunningContainerIsTakenUpAgainAsync();

    [Fact]
    public Task Create() => new LifeProofs(engine).IsRecordedWhenCreatedAsync();

    [Fact]
    public Task Start() => new LifeProofs(engine).RunsWhenStartedAsync();

    [Fact]
    public Task SignalProcess() => new LifeProofs(engine).GetsSignalsAsync();

    [Fact]
    public Task Exec() => new StreamProofs(engine).ExecHasItsOwnAsync();

    [Fact]
    public Task ResizeTerminal() => new StreamProofs(engine).TerminalOfAnExecIsResizedAsync();

    [Fact]
    public Task CloseStdin() => new StreamProofs(engine).StdinEndsAsync();

    [Fact]
    public Task Pause() => new LifeProofs(engine).IsFrozenWhilePausedAsync();

    [Fact]
    public Task Resume() => new LifeProofs(engine).GoesOnWhenResumedAsync();

    [Fact]
    public Task Stats() => new LifeProofs(engine).FiguresAreThoseOfTheCgroupAsync();

    [Fact]
    public Task ListPids() => new LifeProofs(engine).ProcessesAreListedAsync();

    [Fact]
    public Task Summary() => new LifeProofs(engine).ProcessesAreListedAsync();

    [Fact]
    public Task DeleteTask() => new LifeProofs(engine).TaskIsGoneWhenStoppedAsync();

    [Fact]
    public Task Delete() => new LifeProofs(engine).IsGoneWhenDeletedAsync();

    [Fact]
    public Task Status() => new StatusProofs(engine).RunningAsync();

    [Fact]
    public Task UpdateResources() => new LifeProofs(engine).LimitsChangeWhileItRunsAsync();

    [Fact]
    public Task CreateCheckpoint() => new CheckpointProofs(engine).GoesOnFromACheckpointAsync();

    [Fact]
    public Task EventCreate() => new EventProofs(engine).RuntimeTellsAsync("create", "/tasks/create", static _ => Task.CompletedTask);

    [Fact]
    public Task EventStart() => new EventProofs(engine).RuntimeTellsAsync("start", "/tasks/start", static _ => Task.CompletedTask);

    [Fact]
    public Task EventExit() => new EventProofs(engine).RuntimeTellsAsync("exit", "/tasks/exit", static container => container.PostAsync("/kill"));

    [Fact]
    public Task EventOOM() => new EventProofs(engine).RuntimeTellsOfLackOfMemoryAsync();

    [Fact]
    public Task EventExecAdded() => new EventProofs(engine).RuntimeTellsAsync("exec-added", "/tasks/exec-added", static container => container.ExecAsync("true"));

    [Fact]
    public Task EventExecStarted() => new EventProofs(engine).RuntimeTellsAsync("exec-started", "/tasks/exec-started", static container => container.ExecAsync("true"));

    [Fact]
    public Task EventPaused() => new EventProofs(engine).RuntimeTellsAsync("paused", "/tasks/paused", static container => container.PostAsync("/pause"));

    [Fact]
    public Task EventResumed() => new EventProofs(engine).RuntimeTellsAsync("resumed", "/tasks/resumed", static async container =>
    {
        await container.PostAsync("/pause");
        await container.PostAsync("/unpause");
    });

    [Fact]
    public Task EventUnknown() => new EventProofs(engine).RuntimeTellsUnknownAsync();

    [Fact]
    public Task StatusCreated() => new StatusProofs(engine).CreatedAsync();

    [Fact]
    public Task StatusRunning() => new StatusProofs(engine).RunningAsync();

    [Fact]
    public Task StatusStopped() => new StatusProofs(engine).StoppedAsync();

    [Fact]
    public Task StatusPaused() => new StatusProofs(engine).PausedAsync();

    [Fact]
    public Task StatusPausing() => new StatusProofs(engine).PausingAsync();

    [Fact]
    public Task StatusUnknown() => new StatusProofs(engine).UnknownAsync();
}
