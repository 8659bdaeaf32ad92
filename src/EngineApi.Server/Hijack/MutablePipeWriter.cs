using System.IO.Pipelines;

namespace EngineApi.Server.Hijack;

/// <summary>What the HTTP server writes to. Once muted, it swallows the response that the server still believes it has to send.</summary>
internal sealed class MutablePipeWriter(PipeWriter inner) : PipeWriter
{
    private const int SmallestScratch = 4096;

    private byte[] _scratch = [];

    public bool Muted { get; set; }

    /// <summary>Sent once in place of what is muted, when the server flushes.</summary>
    public byte[]? Replacement { get; set; }

    /// <summary>Whether the server sent anything since this was last set to false.</summary>
    public bool Written { get; set; }

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => Muted ? 0 : inner.UnflushedBytes;

    public override void Advance(int bytes)
    {
        if (!Muted) inner.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => Muted ? Scratch(sizeHint) : inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Muted ? Scratch(sizeHint) : inner.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (Muted) return Replacement is null ? default : ReplaceAsync(cancellationToken);
        Written = true;
        return inner.FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (Muted) return Replacement is null ? default : ReplaceAsync(cancellationToken);
        Written = true;
        return inner.WriteAsync(source, cancellationToken);
    }

    public override void CancelPendingFlush()
    {
        if (!Muted) inner.CancelPendingFlush();
    }

    // The end of the connection is the server's to say, muted or not.
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private ValueTask<FlushResult> ReplaceAsync(CancellationToken cancellationToken)
    {
        var answer = Replacement;
        Replacement = null;
        return inner.WriteAsync(answer, cancellationToken);
    }

    private byte[] Scratch(int sizeHint)
    {
        var size = Math.Max(sizeHint, SmallestScratch);
        return _scratch.Length >= size ? _scratch : _scratch = new byte[size];
    }
}
