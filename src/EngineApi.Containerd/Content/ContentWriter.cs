using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;
using Wire = EngineApi.Containerd.Protocol.Content;

namespace EngineApi.Containerd.Content;

/// <summary>
/// One ingest on its way to becoming a blob. A write is over when it is answered; a copy reads ahead, and sends one chunk before the one
/// before it is answered. Disposing without a commit aborts the ingest, unless <see cref="KeepsIngest"/>.
/// </summary>
public sealed class ContentWriter : IAsyncDisposable
{
    private const int ChunkBytes = 1 << 20;
    private const int SmallestRead = 16 << 10;
    private const int AbortAttempts = 5;

    private static readonly TimeSpan AbortInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(5);

    // What is read ahead bounds the memory of a copy, and a segment the size of a message.
    private static readonly PipeOptions s_readAhead = new(
        pauseWriterThreshold: 512 << 10, resumeWriterThreshold: 256 << 10, minimumSegmentSize: 64 << 10, useSynchronizationContext: false);

    private readonly Connection _connection;
    private readonly ContentStore _store;
    private readonly string _expected;
    private readonly long _total;
    private readonly CancellationTokenSource _closed = new();
    private readonly AsyncDuplexStreamingCall<Wire.WriteContentRequest, Wire.WriteContentResponse> _call;
    private bool _committed;
    private bool _holdsIngest;

    private ContentWriter(
        Connection connection, Wire.Content.ContentClient calls, ContentStore store, string reference, string expected, long total)
    {
        (_connection, _store, Ref, _expected, _total) = (connection, store, reference, expected, total);
        _call = calls.Write(connection.Unlimited(_closed.Token));
    }

    public string Ref { get; }

    /// <summary>Where it writes to.</summary>
    public ContentStore Store => _store;

    /// <summary>Disposing leaves what was written to the next writer of the same ref. The lease, or containerd's own expiry, ends it.</summary>
    public bool KeepsIngest { get; set; }

    /// <summary>True when the expected blob was there already: nothing needs writing, and a commit succeeds.</summary>
    public bool Exists { get; private set; }

    /// <summary>How many bytes the ingest holds; more than 0 after opening when an earlier writer got that far.</summary>
    public long Offset { get; private set; }

    internal static async Task<ContentWriter> OpenAsync(
        Connection connection,
        Wire.Content.ContentClient calls,
        ContentStore store,
        string reference,
        string expected,
        long total,
        CancellationToken cancellationToken)
    {
        var writer = new ContentWriter(connection, calls, store, reference, expected, total);
        try
        {
            var request = new Wire.WriteContentRequest { Action = Wire.WriteAction.Stat, Ref = reference, Expected = expected, Total = total };
            await writer.StepAsync(request, cancellationToken);
            writer._holdsIngest = !writer.Exists;
            return writer;
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="ContainerdException">Unavailable when containerd went away: open a new writer and go on at its offset.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ThrowIfDone();
        for (; !bytes.IsEmpty && !Exists; bytes = bytes[Math.Min(ChunkBytes, bytes.Length)..])
        {
            await StepAsync(Piece(Offset, bytes[..Math.Min(ChunkBytes, bytes.Length)]), cancellationToken);
        }
    }

    /// <inheritdoc cref="CopyFromAsync(Func{Memory{byte}, CancellationToken, ValueTask{int}}, Action{long}, CancellationToken)"/>
    public Task CopyFromAsync(Stream source, CancellationToken cancellationToken) =>
        CopyFromAsync(source.ReadAsync, static _ => { }, cancellationToken);

    /// <summary>
    /// Appends what a source has, up to its end. Reads on while containerd takes what came before, and sends what has come meanwhile in
    /// one message: many small reads of a fast source cost few messages, and a slow one's are not held back.
    /// </summary>
    /// <param name="read">Reads some of the source; 0 bytes are its end. When it fails, what was read before is written, and its exception thrown.</param>
    /// <param name="written">Hears the new <see cref="Offset"/>.</param>
    /// <param name="cancellationToken">Ends reading and writing.</param>
    public async Task CopyFromAsync(
        Func<Memory<byte>, CancellationToken, ValueTask<int>> read, Action<long> written, CancellationToken cancellationToken)
    {
        ThrowIfDone();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pipe = new Pipe(s_readAhead);
        var reading = ReadAheadAsync(read, pipe.Writer, stop.Token);
        try
        {
            await WriteAsync(pipe.Reader, written, cancellationToken);
            await reading;
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ReadAheadAsync(
        Func<Memory<byte>, CancellationToken, ValueTask<int>> read, PipeWriter ahead, CancellationToken cancellationToken)
    {
        try
        {
            int count;
            do
            {
                count = await read(ahead.GetMemory(SmallestRead), cancellationToken);
                ahead.Advance(count);
            }
            while (count > 0 && !(await ahead.FlushAsync(cancellationToken)).IsCompleted);
        }
        finally
        {
            // Without the exception: what was read before it is still to be written.
            await ahead.CompleteAsync();
        }
    }

    private async Task WriteAsync(PipeReader source, Action<long> written, CancellationToken cancellationToken)
    {
        var (sent, isAnswered, isEnd) = (Offset, true, false);
        while (!isEnd)
        {
            var next = source.ReadAsync(cancellationToken);
            if (!next.IsCompleted)
                await AnsweredAsync();
            var ahead = await next;
            foreach (var piece in ahead.Buffer)
            {
                if (Exists)
                    break;
                await SendAsync(Piece(sent, piece), cancellationToken);
                sent += piece.Length;
                await AnsweredAsync();
                isAnswered = false;
            }
            source.AdvanceTo(ahead.Buffer.End);
            isEnd = ahead.IsCompleted;
        }
        await AnsweredAsync();

        async Task AnsweredAsync()
        {
            if (isAnswered || Exists)
                return;
            isAnswered = true;
            await AnswerAsync(cancellationToken);
            written(Offset);
        }
    }

    private static Wire.WriteContentRequest Piece(long offset, ReadOnlyMemory<byte> bytes) =>
        new() { Action = Wire.WriteAction.Write, Offset = offset, Data = UnsafeByteOperations.UnsafeWrap(bytes) };

    /// <summary>Throws away what an earlier writer of the same ref had written.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        ThrowIfDone();
        if (Offset > 0)
        {
            // A write at 0 truncates.
            await StepAsync(new() { Action = Wire.WriteAction.Write, Offset = 0 }, cancellationToken);
        }
    }

    /// <summary>Checks length and digest against what was expected and makes the ingest a blob.</summary>
    /// <returns>The blob's digest.</returns>
    /// <exception cref="ContainerdException">FailedPrecondition when the digest or the length differs from what was expected.</exception>
    public async Task<string> CommitAsync(IReadOnlyDictionary<string, string>? labels = null, CancellationToken cancellationToken = default)
    {
        ThrowIfDone();
        var digest = _expected;
        if (!Exists)
        {
            var request = new Wire.WriteContentRequest { Action = Wire.WriteAction.Commit, Offset = Offset, Total = _total, Expected = _expected };
            request.Labels.AddAll(labels);
            digest = (await StepAsync(request, cancellationToken))?.Digest ?? _expected;
        }
        _committed = true;
        if (!Exists)
        {
            await EndAsync(cancellationToken);
        }
        if (Exists && labels is { Count: > 0 })
        {
            await _store.UpdateLabelsAsync(digest, labels, cancellationToken);
        }
        return digest;
    }

    /// <summary>Ends the stream as the peer expects it; breaking it off would cost both sides more.</summary>
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _call.RequestStream.CompleteAsync();
            await _connection.NextAsync(_call.ResponseStream, "Content.Write", cancellationToken);
        }
        catch (ContainerdException)
        {
            // The blob is there; how the stream ends makes no difference to it.
        }
    }

    /// <summary>Closes the writer; without a commit the ingest is thrown away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested)
        {
            return;
        }
        if (_holdsIngest && !_committed)
        {
            await CloseAsync();
        }
        await _closed.CancelAsync();
        _call.Dispose();
        _closed.Dispose();
        if (_holdsIngest && !_committed && !KeepsIngest)
        {
            await AbortAsync();
        }
    }

    /// <summary>Lets containerd finish what it is writing, so that the ref is free afterwards for an abort or for the next writer.</summary>
    private async Task CloseAsync()
    {
        using var deadline = new CancellationTokenSource(CloseDeadline);
        try
        {
            await _call.RequestStream.CompleteAsync();
            while (await _call.ResponseStream.MoveNext(deadline.Token))
            {
                continue;
            }
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException or InvalidOperationException)
        {
            // The call has ended already, by a failure or because its caller gave up.
            return;
        }
    }

    /// <summary>
    /// containerd cannot remove an ingest while a call that was given up still writes to it. When it is away, or cannot for other
    /// reasons, the ingest stays until the same ref is written again or garbage collection takes it.
    /// </summary>
    private async Task AbortAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _store.AbortAsync(Ref, CancellationToken.None);
                return;
            }
            catch (ContainerdException error) when (error.IsTransient || error.Kind == ContainerdErrorKind.NotFound || attempt == AbortAttempts)
            {
                return;
            }
            catch (ContainerdException error) when (error.Kind == ContainerdErrorKind.Unknown)
            {
                await Task.Delay(AbortInterval * attempt);
            }
        }
    }

    /// <summary>One message and its answer; null when the expected blob turned out to exist.</summary>
    private async Task<Wire.WriteContentResponse?> StepAsync(Wire.WriteContentRequest request, CancellationToken cancellationToken)
    {
        await SendAsync(request, cancellationToken);
        return Exists ? null : await AnswerAsync(cancellationToken);
    }

    private async Task SendAsync(Wire.WriteContentRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _call.RequestStream.WriteAsync(request, cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.AlreadyExists)
        {
            Exists = true;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unknown)
        {
            // containerd has ended the call. Why, follows what it had answered before; the end throws.
            while (!Exists)
            {
                await AnswerAsync(cancellationToken);
            }
        }
        catch (RpcException error)
        {
            throw _connection.Translate(error, "Content.Write", null, cancellationToken);
        }
    }

    private async Task<Wire.WriteContentResponse?> AnswerAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await _connection.NextAsync(_call.ResponseStream, "Content.Write", cancellationToken))
            {
                throw new ContainerdException(ContainerdErrorKind.Unavailable, $"containerd ended the ingest \"{Ref}\" early");
            }
        }
        catch (ContainerdException error) when (error.Kind == ContainerdErrorKind.AlreadyExists)
        {
            Exists = true;
            return null;
        }
        Offset = _call.ResponseStream.Current.Offset;
        return _call.ResponseStream.Current;
    }

    private void ThrowIfDone()
    {
        ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
        if (_committed)
        {
            throw new InvalidOperationException($"the ingest \"{Ref}\" is committed");
        }
    }
}
