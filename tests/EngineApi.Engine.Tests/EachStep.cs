using EngineApi.Containerd;
using EngineApi.Engine.Containers;
using Grpc.Core;
using Xunit;

namespace EngineApi.Engine.Tests;

/// <summary>
/// Carries an operation out once undisturbed to learn which calls it makes, and then once for every one of them with that one
/// failing. So a step that is added to an operation is tested without anybody thinking of it.
/// </summary>
internal static class EachStep
{
    /// <param name="prepare">Makes what the operation works on, and answers its id.</param>
    /// <param name="operation">What is tested.</param>
    /// <param name="check">What has to be so after the failure: gets the id, the failing call, and the error (null if there was none).</param>
    /// <param name="ownOnly">False if the operation is what the engine does by itself.</param>
    public static async Task FailsAsync(
        EngineFixture fixture,
        FaultKind kind,
        Func<Task<string>> prepare,
        Func<string, Task> operation,
        Func<string, string, Exception?, Task> check,
        bool ownOnly = true)
    {
        var engine = fixture.Engine;
        var first = await prepare();
        var calls = await engine.Faults.RecordAsync(() => operation(first), ownOnly);
        await engine.AssertCleanAsync(fixture.Containerd);
        Assert.NotEmpty(calls);
        foreach (var (call, nth) in calls.GroupBy(call => call).SelectMany(same => same.Select((call, index) => (call, index + 1))))
        {
            TestContext.Current.SendDiagnosticMessage($"{kind}: {call} #{nth}");
            var id = await prepare();
            Exception? error;
            using (var fault = engine.Faults.Arm(call, kind, nth, status: StatusCode.Unavailable, ownOnly: ownOnly))
            {
                error = await Record.ExceptionAsync(() => engine.Faults.OwnAsync(() => operation(id)));
                Assert.True(fault.Struck.IsCompleted, $"{call} #{nth} was not made");
            }

            Assert.True(error is null or EngineException or ContainerdException, $"{call} #{nth} ended in {error}");
            await check(id, call, error);
            await engine.AssertCleanAsync(fixture.Containerd);
        }
    }

    /// <summary>Does all of it at once; null for what succeeded.</summary>
    public static Task<Exception?[]> AllAtOnceAsync(IEnumerable<Func<Task>> operations) =>
        Task.WhenAll(operations.Select(operation => Record.ExceptionAsync(() => Task.Run(operation)).AsTask()))
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    /// <summary>The one error that a client would see, as the API's kinds go.</summary>
    public static ErrorKind? KindOf(Exception? error) => error switch
    {
        null => null,
        EngineException known => known.Kind,
        ContainerdException raw => raw.ToEngine().Kind,
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "neither the engine's nor containerd's"),
    };
}
