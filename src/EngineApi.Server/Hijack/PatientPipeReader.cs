using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace EngineApi.Server.Hijack;

/// <summary>
/// What the HTTP server reads from. It hears of the end of the input only after it has seen all bytes before it: told of
/// both at once, the server would drop a request whose body has arrived in full because its client has finished sending.
/// </summary>
internal sealed class PatientPipeReader(PipeReader inner) : PipeReader
{
    private SequencePosition _end;
    private bool _endHidden;
    private bool _endDue;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // once per request: no garbage
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        Seen(await inner.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result)) return false;
        result = Seen(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // Whoever looked at everything and comes again wants more, and there is no more.
        _endDue |= _endHidden && examined.Equals(_end);
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private ReadResult Seen(ReadResult result)
    {
        if (!result.IsCompleted || result.Buffer.IsEmpty || _endDue) return result;
        _endHidden = true;
        _end = result.Buffer.End;
        return new(result.Buffer, result.IsCanceled, isCompleted: false);
    }
}
