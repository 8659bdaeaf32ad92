using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using EngineApi.Engine.Exec;
using EngineApi.Testing;
using EngineApi.Wire.Exec;
using EngineApi.Wire.Streams;
using Xunit;

namespace EngineApi.Engine.Tests.Exec;

public sealed class StartExecTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    /// <summary>No other test's, so that it can be found on the machine.</summary>
    private readonly string _seconds = Random.Shared.Next(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture);

    private ExecInstance? _latest;

    private TestEngine Engine => fixture.Engine;

    [Theory]
    [InlineData(nameof(FaultKind.Refused))]
    [InlineData(nameof(FaultKind.AnswerLost))]
    public Task A_failing_step_leaves_no_process_and_the_next_exec_works(string kind) => EachStep.FailsAsync(
        fixture,
        Enum.Parse<FaultKind>(kind),
        () => Engine.RunAsync(),
        async id => await StartAsync(id, "sleep " + _seconds),
        async (id, _, error) =>
        {
            Assert.Equal(ErrorKind.Unavailable, EachStep.KindOf(error));
            var failed = _latest!;
            Assert.False(failed.Running);
            // Of one that ran without our knowing it the exit is known: it was killed.
            Assert.Contains(failed.ExitCode, new int?[] { 126, 137 });
            await Eventually.BecomesTrueAsync(() => !ProcessTable.All().Any(process => process.CommandLine is ["sleep", var seconds] && seconds == _seconds));
            Assert.False(Directory.Exists(Path.Combine(Engine.Options.ExecRoot, "fifo", id, failed.Id)));
            Assert.Equal(5, await ExitAsync(await StartAsync(id, "exit 5")));
        });

    [Fact]
    public async Task An_exit_while_no_events_come_is_noticed_when_they_do()
    {
        var id = await Engine.RunAsync();
        var missed = await StartAsync(id, "while ! test -e /go; do sleep 0.05; done; touch /gone; exit 7");
        var lasting = await StartAsync(id, "sleep " + _seconds);
        using (var away = Engine.Faults.Arm("Events/Subscribe", FaultKind.Refused, nth: 0))
        {
            Engine.Faults.CutEvents();
            await away.StrikesAsync();
            var go = await StartAsync(id, "touch /go");
            await Eventually.BecomesTrueAsync(async () =>
                (await fixture.Containerd.Client.Tasks.Of(id).Exec(missed.Id).GetAsync(CancellationToken.None)).ExitedAt is not null);
            Assert.Equal((true, true), (missed.Running, go.Running));
        }

        Assert.Equal(7, await ExitAsync(missed));
        Assert.True(lasting.Running);
        await Eventually.BecomesTrueAsync(() => Engine.Actions(id).Count(action => action == "exec_die") == 2);
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task It_ends_with_its_container()
    {
        var id = await Engine.RunAsync();
        var exec = await StartAsync(id, "sleep " + _seconds);
        await Engine.KillAsync(id);
        Assert.Equal(137, await ExitAsync(exec));
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    /// <summary>A shim that is told of so many starts at once would report no exit for minutes.</summary>
    [Fact]
    public async Task Sixty_at_once_have_each_its_own_output_and_exit_code()
    {
        var id = await Engine.RunAsync();
        var ended = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => RunAttachedAsync(id, $"echo out-{number}; exit {number}")));
        Assert.Equal(Enumerable.Range(0, 60).Select(number => ((int?)number, $"out-{number}\n")), ended);
        await Engine.AssertCleanAsync(fixture.Containerd);
    }

    private async Task<(int? ExitCode, string Output)> RunAttachedAsync(string id, string script)
    {
        var request = new ExecCreateRequest { Cmd = ["sh", "-c", script], AttachStdout = true, Tty = false };
        var exec = Engine.Get<ExecTable>().Find(Engine.Get<CreateExec>().Execute(id, request));
        var session = await Engine.Get<StartExec>().StartAttachedAsync(exec, new ExecStartRequest());
        using var output = new MemoryStream();
        await session.RunAsync(null, PipeWriter.Create(output), TestContext.Current.CancellationToken);
        return (exec.ExitCode, Encoding.UTF8.GetString(output.ToArray().AsSpan(StdcopyFrame.HeaderSize)));
    }

    private async Task<ExecInstance> StartAsync(string id, string script)
    {
        var exec = Engine.Get<ExecTable>().Find(Engine.Get<CreateExec>().Execute(id, new ExecCreateRequest { Cmd = ["sh", "-c", script] }));
        _latest = exec;
        await Engine.Get<StartExec>().StartDetachedAsync(exec, new ExecStartRequest { Detach = true });
        return exec;
    }

    private static Task<int> ExitAsync(ExecInstance exec) => exec.Exited.WaitAsync(Eventually.DefaultDeadline, TestContext.Current.CancellationToken);
}
