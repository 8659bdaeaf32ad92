using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>The moment at which a call is over, on the monotonic clock, so that setting the wall clock does not move it.</summary>
internal sealed class CallDeadline : IDisposable
{
    /// <summary>What a call ends with.</summary>
    public static readonly CallOutcome Exceeded = new(StatusCode.DeadlineExceeded, "The deadline of the call has passed.");

    // A Timer takes at most 2^32 - 2 ms; a deadline beyond that is reached in several steps.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly TimeSpan _length;
    private ITimer? _timer;
    private Action<object>? _passed;
    private object? _state;

    private CallDeadline(TimeSpan length) => _length = length;

    /// <summary>Time left; never negative.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = _length - TimeProvider.System.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool HasPassed => Remaining == TimeSpan.Zero;

    /// <param name="deadline">Null and <see cref="DateTime.MaxValue"/> mean never, <see cref="DateTime.MinValue"/> means past.</param>
    /// <exception cref="InvalidOperationException">The time is not in UTC.</exception>
    public static CallDeadline? From(DateTime? deadline) => deadline switch
    {
        null => null,
        { } never when never == DateTime.MaxValue => null,
        { } past when past == DateTime.MinValue => new CallDeadline(TimeSpan.Zero),
        { Kind: DateTimeKind.Utc } at => new CallDeadline(at - DateTime.UtcNow),
        _ => throw new InvalidOperationException("A deadline must be in UTC."),
    };

    /// <summary>Calls back once when the deadline passes: at once when it has.</summary>
    public void Arm(Action<object> passed, object state)
    {
        (_passed, _state) = (passed, state);
        _timer = TimeProvider.System.CreateTimer(
            static deadline => ((CallDeadline)deadline!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Check();
    }

    public void Dispose() => _timer?.Dispose();

    private void Check()
    {
        if (HasPassed)
            _passed!(_state!);
        else
            _timer!.Change(NextWait(), Timeout.InfiniteTimeSpan); // false once disposed, which is fine
    }

    // Whole milliseconds, rounded up, so that the timer does not fire just before the deadline.
    private TimeSpan NextWait()
    {
        var left = Remaining;
        return left > LongestWait ? LongestWait : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
    }
}
