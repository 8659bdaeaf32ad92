using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace EngineApi.Server.Hijack;

/// <summary>
/// What the HTTP server reads from. It hears of the end of the input only after it has seen all bytes before it: told of
/// both at once, the server would drop a request whose body has arrived in full because its client has finished sending.
/// In the midst of a body it does not hear of the end at all, or it would cut the connection and with it the answer: the body's reader
/// gets a <see cref="CutBodyException"/>.
/// </summary>
internal sealed class PatientPipeReader(PipeReader inner) : PipeReader
{
    private SequencePosition _end;
    private bool _endHidden;
    private bool _endDue;
    private bool _cut;

    /// <summary>Whether a request with a body is being read, and what comes is its.</summary>
    public bool InBody { get; set; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // once per request: no garbage
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_cut)
        {
            // The server wants the rest of the body out of the way, gives that up, and then hears of the end.
            _cut = false;
            InBody = false;
            throw new ConnectionAbortedException();
        }
        var result = Seen(await inner.ReadAsync(cancellationToken));
        CheckBody(result);
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        if (_cut || !inner.TryRead(out result))
        {
            result = default;
            return false;
        }
        result = Seen(result);
        CheckBody(result);
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

    private void CheckBody(ReadResult result)
    {
        if (!InBody || !result.IsCompleted) return;
        _cut = true;
        inner.AdvanceTo(result.Buffer.End);
        throw new CutBodyException();
    }

    private ReadResult Seen(ReadResult result)
    {
        if (!result.IsCompleted || result.Buffer.IsEmpty || _endDue) return result;
        _endHidden = true;
        _end = result.Buffer.End;
        return new(result.Buffer, result.IsCanceled, isCompleted: false);
    }
}
