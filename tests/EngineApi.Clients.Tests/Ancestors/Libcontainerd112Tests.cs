using EngineApi.Clients.Tests.Ancestors.Proofs;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors;

/// <summary>What libcontainerd of Docker 1.12 offered: its <c>Client</c>, what it called back (<c>StateChanged</c>), its <c>Remote</c> and its restart manager.</summary>
public sealed class Libcontainerd112Tests(EngineProcess engine, EngineToRestart restarted)
{
    [Fact]
    public Task Create() => new LifeProofs(engine).RunsWhenStartedAsync();

    [Fact]
    public Task Signal() => new LifeProofs(engine).GetsSignalsAsync();

    [Fact]
    public Task SignalProcess() => new StreamProofs(engine).LateProbeIsKilledAsync();

    [Fact]
    public Task AddProcess() => new StreamProofs(engine).ExecHasItsOwnAsync();

    [Fact]
    public Task Resize() => new StreamProofs(engine).TerminalIsResizedAsync();

    [Fact]
    public Task Pause() => new LifeProofs(engine).IsFrozenWhilePausedAsync();

    [Fact]
    public Task Resume() => new LifeProofs(engine).GoesOnWhenResumedAsync();

    [Fact]
    public Task Restore() => new RestoreProofs(restarted).RunningContainerIsTakenUpAgainAsync();

    [Fact]
    public Task Stats() => new LifeProofs(engine).FiguresAreThoseOfTheCgroupAsync();

    [Fact]
    public Task GetPidsForContainer() => new LifeProofs(engine).ProcessesAreListedAsync();

    [Fact]
    public Task Summary() => new LifeProofs(engine).ProcessesAreListedAsync();

    [Fact]
    public Task UpdateResources() => new LifeProofs(engine).LimitsChangeWhileItRunsAsync();

    [Fact]
    public Task CreateCheckpoint() => new CheckpointProofs(engine).GoesOnFromACheckpointAsync();

    [Fact]
    public Task ListCheckpoints() => new CheckpointProofs(engine).AreListedAsync();

    [Fact]
    public Task DeleteCheckpoint() => new CheckpointProofs(engine).AreDeletedAsync();

    [Fact]
    public Task GetServerVersion() => new SystemProofs(engine).ContainerdsVersionIsToldAsync();

    [Fact]
    public Task AttachStreams() => new StreamProofs(engine).AllThreeAreAttachedAsync();

    [Fact]
    public Task StateStart() => new EventProofs(engine).StartIsToldAsync();

    [Fact]
    public Task StatePause() => new EventProofs(engine).PauseIsToldAsync();

    [Fact]
    public Task StateResume() => new EventProofs(engine).ResumeIsToldAsync();

    [Fact]
    public Task StateExit() => new EventProofs(engine).ExitIsToldAsync();

    [Fact]
    public Task StateRestart() => new EventProofs(engine).RestartIsToldAsync();

    [Fact]
    public Task StateRestore() => new RestoreProofs(restarted).ExitMeanwhileIsToldAsync();

    [Fact]
    public Task StateStartProcess() => new EventProofs(engine).StartOfAnExecIsToldAsync();

    [Fact]
    public Task StateExitProcess() => new EventProofs(engine).ExitOfAnExecIsToldAsync();

    [Fact]
    public Task StateOOM() => new EventProofs(engine).LackOfMemoryIsToldAsync();

    [Fact]
    public Task ShouldRestart() => new RestartPolicyProofs(engine).DecidesByTheExitCodeAsync();

    [Fact]
    public Task SetPolicy() => new RestartPolicyProofs(engine).CanBeChangedAsync();

    [Fact]
    public Task Cancel() => new RestartPolicyProofs(engine).IsCancelledAsync();

    [Fact]
    public Task WithStartDaemon() => new SystemProofs(engine).ContainerdIsTheEnginesOwnAsync();

    [Fact]
    public Task WithRemoteAddr() => new RestoreProofs(restarted).ForeignContainerdIsUsedAsync();

    [Fact]
    public Task UpdateOptions() => new RestoreProofs(restarted).OptionsChangeWhileItRunsAsync();

    [Fact]
    public Task Cleanup() => new RestoreProofs(restarted).OwnContainerdEndsWithTheGatewayAsync();
}
