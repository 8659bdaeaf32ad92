using EngineApi.Clients.Tests.Ancestors.Proofs;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors;

/// <summary>What PouchContainer's ctrd offered: its client of containers, images and snapshots.</summary>
public sealed class CtrdTests(EngineProcess engine, EngineToRestart restarted)
{
    [Fact]
    public Task NewCtrdClient() => new RestoreProofs(restarted).ForeignContainerdIsUsedAsync();

    [Fact]
    public Task Version() => new SystemProofs(engine).ContainerdsVersionIsToldAsync();

    [Fact]
    public Task Cleanup() => new RestoreProofs(restarted).OwnContainerdEndsWithTheGatewayAsync();

    [Fact]
    public Task Supervise() => new RestoreProofs(restarted).OwnContainerdIsWatchedAsync();

    [Fact]
    public Task CreateContainer() => new LifeProofs(engine).IsRunAsAskedForAsync();

    [Fact]
    public Task DestroyContainer() => new LifeProofs(engine).TaskIsGoneWhenStoppedAsync();

    [Fact]
    public Task PauseContainer() => new LifeProofs(engine).IsFrozenWhilePausedAsync();

    [Fact]
    public Task UnpauseContainer() => new LifeProofs(engine).GoesOnWhenResumedAsync();

    [Fact]
    public Task ResizeContainer() => new StreamProofs(engine).TerminalIsResizedAsync();

    [Fact]
    public Task UpdateResources() => new LifeProofs(engine).LimitsChangeWhileItRunsAsync();

    [Fact]
    public Task ContainerStats() => new LifeProofs(engine).FiguresAreThoseOfTheCgroupAsync();

    [Fact]
    public Task ContainerPIDs() => new LifeProofs(engine).ProcessesAreListedAsync();

    [Fact]
    public Task ContainerPID() => new LifeProofs(engine).FirstPidIsShownAsync();

    [Fact]
    public Task ProbeContainer() => new LifeProofs(engine).ExitIsWaitedForAsync();

    [Fact]
    public Task WaitContainer() => new LifeProofs(engine).ExitIsWaitedForAsync();

    [Fact]
    public Task KillContainer() => new LifeProofs(engine).IsKilledAsync();

    [Fact]
    public Task RecoverContainer() => new RestoreProofs(restarted).RunningContainerIsTakenUpAgainAsync();

    [Fact]
    public Task ExecContainer() => new StreamProofs(engine).ExecHasItsOwnAsync();

    [Fact]
    public Task ResizeExec() => new StreamProofs(engine).TerminalOfAnExecIsResizedAsync();

    [Fact]
    public Task SetExitHooks() => new EventProofs(engine).ExitIsActedUponAsync();

    [Fact]
    public Task SetExecExitHooks() => new EventProofs(engine).ExitOfAnExecIsToldAsync();

    [Fact]
    public Task SetEventsHooks() => new EventProofs(engine).LackOfMemoryIsToldAsync();

    [Fact]
    public Task SetStopHooks() => new EventProofs(engine).StopIsToldAsync();

    [Fact]
    public Task CreateCheckpoint() => new CheckpointProofs(engine).GoesOnFromACheckpointAsync();

    [Fact]
    public Task ImportImage() => new ImageProofs(engine).IsLoadedAsync();

    [Fact]
    public Task CreateImageReference() => new ImageProofs(engine).GetsANameAsync();

    [Fact]
    public Task GetImage() => new ImageProofs(engine).IsFoundAsync();

    [Fact]
    public Task ListImages() => new ImageProofs(engine).AreListedAsync();

    [Fact]
    public Task RemoveImage() => new ImageProofs(engine).IsRemovedAsync();

    [Fact]
    public Task CommitImage() => new ImageProofs(engine).IsMadeOfAContainerAsync();

    [Fact]
    public Task ImportFilesystem() => new ImageProofs(engine).IsImportedAsync();

    [Fact]
    public Task CreateSnapshot() => new SnapshotProofs(engine).IsMadeWithTheContainerAsync();

    [Fact]
    public Task GetSnapshot() => new SnapshotProofs(engine).IsShownAsync();

    [Fact]
    public Task GetSnapshotUsage() => new SnapshotProofs(engine).SizeIsMeasuredAsync();

    [Fact]
    public Task RemoveSnapshot() => new SnapshotProofs(engine).GoesWithTheContainerAsync();

    [Fact]
    public Task GetMounts() => new SnapshotProofs(engine).IsMountedToCopyAsync();

    [Fact]
    public Task WalkSnapshot() => new SnapshotProofs(engine).AllAreMeasuredAsync();
}
