using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Restore;
using EngineApi.Testing;
using Grpc.Core;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Restore;

public sealed class ReconcilerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public async Task A_container_that_hangs_keeps_no_other_waiting()
    {
        var engine = fixture.Engine;
        var (stuck, other) = (await engine.RunAsync(), await engine.RunAsync());
        using (var hang = engine.Faults.Arm("Tasks/Get", FaultKind.Hangs, nth: 0, about: stuck))
        {
            engine.Get<Reconciler>().Wake(engine.Find(stuck), null);
            await hang.StrikesAsync();
            await engine.StopAsync(other);
            Assert.Equal((ContainerStatus.Exited, ContainerStatus.Running), (engine.Status(other), engine.Status(stuck)));
        }

        await engine.StopAsync(stuck);
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_shim_that_stays_silent_is_given_up_until_it_speaks_again()
    {
        var engine = fixture.Engine;
        var id = await engine.RunAsync(autoRemove: true);
        using (var silence = engine.Faults.Arm("Tasks/Get", FaultKind.Refused, nth: 0, about: id, StatusCode.DeadlineExceeded))
        {
            engine.Get<Reconciler>().Wake(engine.Find(id), null);
            await Eventually.BecomesTrueAsync(() => engine.Status(id) == ContainerStatus.Dead);
            Assert.True(silence.Strikes() >= ContainerLook.MostSilences);
            // It may be alive: nobody removes it who does not insist, and it is asked on.
            Assert.Equal(ErrorKind.Conflict, (await Assert.ThrowsAsync<EngineException>(() => engine.RemoveAsync(id, force: false))).Kind);
            engine.Get<Reconciler>().Wake(engine.Find(id), null);
        }

        await Eventually.BecomesTrueAsync(() => engine.Status(id) == ContainerStatus.Running);
        await engine.StopAsync(id);
        await Eventually.BecomesTrueAsync(() => !engine.Containers.TryGet(id, out _));
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_dead_container_takes_its_processes_along_when_it_is_removed()
    {
        var engine = fixture.Engine;
        var id = await engine.RunAsync();
        using (engine.Faults.Arm("Tasks/Get", FaultKind.Refused, nth: 0, about: id, StatusCode.DeadlineExceeded))
        {
            engine.Get<Reconciler>().Wake(engine.Find(id), null);
            await Eventually.BecomesTrueAsync(() => engine.Status(id) == ContainerStatus.Dead);
            await engine.RemoveAsync(id);
        }

        await engine.AssertCleanAsync(fixture.Containerd);
    }
}
