using EngineApi.Clients.Tests.Ancestors.Proofs;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors;

/// <summary>What containerd's package runtime offered: <c>PlatformRuntime</c>, <c>Task</c>, <c>Process</c> and <c>TaskMonitor</c>, what they take and give, and their errors.</summary>
public sealed class ContainerdRuntimeTests(EngineProcess engine)
{
    [Fact]
    public Task Create() => new LifeProofs(engine).IsRunAsAskedForAsync();

    [Fact]
    public Task Get() => new LifeProofs(engine).RunsWhenStartedAsync();

    [Fact]
    public Task Tasks() => new StatusProofs(engine).AllTasksAreListedAsync();

    [Fact]
    public Task Delete() => new LifeProofs(engine).IsGoneWhenDeletedAsync();

    [Fact]
    public Task Info() => new LifeProofs(engine).IsRecordedWhenCreatedAsync();

    [Fact]
    public Task Exec() => new StreamProofs(engine).ExecHasItsOwnAsync();

    [Fact]
    public Task Process() => new StreamProofs(engine).ExecIsAProcessOfTheContainerAsync();

    [Fact]
    public Task DeleteProcess() => new StreamProofs(engine).EndedExecIsDeletedAsync();

    [Fact]
    public Task Pids() => new LifeProofs(engine).ProcessesAreListedAsync();

    [Fact]
    public Task Pause() => new LifeProofs(engine).IsFrozenWhilePausedAsync();

    [Fact]
    public Task Resume() => new LifeProofs(engine).GoesOnWhenResumedAsync();

    [Fact]
    public Task Checkpoint() => new CheckpointProofs(engine).GoesOnFromACheckpointAsync();

    [Fact]
    public Task Update() => new LifeProofs(engine).LimitsChangeWhileItRunsAsync();

    [Fact]
    public Task Metrics() => new LifeProofs(engine).FiguresAreThoseOfTheCgroupAsync();

    [Fact]
    public Task Start() => new LifeProofs(engine).RunsWhenStartedAsync();

    [Fact]
    public Task State() => new StatusProofs(engine).StoppedAsync();

    [Fact]
    public Task Kill() => new LifeProofs(engine).IsKilledAsync();

    [Fact]
    public Task Wait() => new LifeProofs(engine).ExitIsWaitedForAsync();

    [Fact]
    public Task ExitTimestamp() => new LifeProofs(engine).ExitIsToldWithItsTimeAsync();

    [Fact]
    public Task ResizePty() => new StreamProofs(engine).TerminalIsResizedAsync();

    [Fact]
    public Task ConsoleSize() => new StreamProofs(engine).TerminalBeginsWithItsSizeAsync();

    [Fact]
    public Task CloseIO() => new StreamProofs(engine).StdinEndsAsync();

    [Fact]
    public Task IO() => new StreamProofs(engine).AllThreeAreAttachedAsync();

    [Fact]
    public Task Monitor() => new EventProofs(engine).LackOfMemoryIsToldAsync();

    [Fact]
    public Task Stop() => new EventProofs(engine).MeasuringEndsAsync();

    [Fact]
    public Task ErrContainerExists() => new RefusalProofs(engine).OfATakenNameAsync();

    [Fact]
    public Task ErrContainerNotExist() => new RefusalProofs(engine).OfAMissingContainerAsync();

    [Fact]
    public Task ErrRuntimeNotExist() => new RefusalProofs(engine).OfAnUnknownRuntimeAsync();

    [Fact]
    public Task ErrProcessExited() => new RefusalProofs(engine).OfAnEndedProcessAsync();
}
