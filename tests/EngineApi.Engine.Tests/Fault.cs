using Grpc.Core;

namespace EngineApi.Engine.Tests;

internal enum FaultKind
{
    /// <summary>containerd never hears of the call.</summary>
    Refused,

    /// <summary>containerd carries it out, and the answer is lost.</summary>
    AnswerLost,

    /// <summary>No answer until <see cref="Fault.Expire"/>, which stands for the call's deadline.</summary>
    Hangs,
}

/// <summary>What goes wrong with which call.</summary>
internal sealed class Fault(string method, FaultKind kind, int nth, string about, StatusCode status, bool ownOnly, Action<Fault> disarm) : IDisposable
{
    private readonly TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _expired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _seen;
    private int _strikes;

    /// <summary>Completes when it happened for the first time.</summary>
    public Task Struck => _struck.Task;

    /// <summary>Waits for the first time.</summary>
    public Task StrikesAsync() => _struck.Task.WaitAsync(EngineApi.Testing.Eventually.DefaultDeadline);

    /// <summary>How often it happened.</summary>
    public int Strikes() => Volatile.Read(ref _strikes);

    /// <summary>Ends the calls that hang now.</summary>
    public void Expire() => Interlocked.Exchange(ref _expired, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public bool Strikes(string fullName, object request, bool isOwn) =>
        (isOwn || !ownOnly)
        && fullName.EndsWith(method, StringComparison.Ordinal)
        && !fullName.EndsWith("Events/Publish", StringComparison.Ordinal)
        && request.ToString()!.Contains(about, StringComparison.Ordinal)
        && (Interlocked.Increment(ref _seen) == nth || nth == 0);

    public void Strike()
    {
        Interlocked.Increment(ref _strikes);
        _struck.TrySetResult();
    }

    public async Task<T> CarryOutAsync<T>(Func<Task<T>> real, CancellationToken cancellationToken)
    {
        Strike();
        if (kind == FaultKind.AnswerLost)
            await real();
        if (kind == FaultKind.Hangs)
            await Volatile.Read(ref _expired).Task.WaitAsync(cancellationToken);
        throw new RpcException(new Status(kind == FaultKind.Hangs ? StatusCode.DeadlineExceeded : status, "injected: " + status));
    }

    public void Dispose()
    {
        disarm(this);
        Expire();
    }
}
