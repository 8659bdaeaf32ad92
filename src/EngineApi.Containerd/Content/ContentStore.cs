using System.Runtime.CompilerServices;
using Wire = EngineApi.Containerd.Protocol.Content;

namespace EngineApi.Containerd.Content;

/// <summary>The blobs of one namespace by digest, and the ingests that become blobs (the Content service).</summary>
public sealed class ContentStore
{
    private readonly Connection _connection;
    private readonly Wire.Content.ContentClient _calls;

    internal ContentStore(Connection connection)
    {
        _connection = connection;
        _calls = new(connection.Invoker);
    }

    /// <exception cref="ContainerdException">NotFound.</exception>
    public async Task<ContentInfo> InfoAsync(string digest, CancellationToken cancellationToken)
        => ContentInfo.From((await _connection.CallAsync(o => _calls.InfoAsync(new() { Digest = digest }, o), Deadlines.Read, cancellationToken)).Info);

    /// <summary>Like <see cref="InfoAsync"/>, but null when the blob is not there.</summary>
    public async Task<ContentInfo?> FindAsync(string digest, CancellationToken cancellationToken)
    {
        try
        {
            return await InfoAsync(digest, cancellationToken);
        }
        catch (ContainerdException error) when (error.Kind == ContainerdErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Sets the named labels (an empty value removes one) and leaves the others.</summary>
    /// <exception cref="ContainerdException">NotFound.</exception>
    public async Task<ContentInfo> UpdateLabelsAsync(string digest, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var request = new Wire.UpdateRequest { Info = new() { Digest = digest }, UpdateMask = labels.Keys.LabelMask() };
        request.Info.Labels.AddAll(labels);
        return ContentInfo.From((await _connection.CallAsync(o => _calls.UpdateAsync(request, o), Deadlines.Write, cancellationToken)).Info);
    }

    /// <summary>The blobs that match any of <paramref name="filters"/>, all when there is none.</summary>
    public async IAsyncEnumerable<ContentInfo> ListAsync(
        IEnumerable<string>? filters = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new Wire.ListContentRequest();
        request.Filters.AddRange(filters ?? []);
        await foreach (var message in _connection.ReadAsync(o => _calls.List(request, o), cancellationToken))
        {
            foreach (var info in message.Info)
            {
                yield return ContentInfo.From(info);
            }
        }
    }

    /// <exception cref="ContainerdException">NotFound.</exception>
    public Task DeleteAsync(string digest, CancellationToken cancellationToken)
        => _connection.CallAsync(o => _calls.DeleteAsync(new() { Digest = digest }, o), Deadlines.Write, cancellationToken);

    /// <summary>Opens a blob. Nothing is asked of containerd before the first read, which fails with NotFound when there is no such blob.</summary>
    /// <param name="digest">The blob.</param>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="size">How many bytes to read; 0 reads to the end.</param>
    public Stream OpenRead(string digest, long offset = 0, long size = 0)
    {
        var request = new Wire.ReadContentRequest { Digest = digest, Offset = offset, Size = size };
        return new ContentReader(_connection, o => _calls.Read(request, o));
    }

    /// <summary>The whole of a small blob, such as a manifest.</summary>
    /// <param name="digest">The blob.</param>
    /// <param name="maxBytes">More than that is refused with ResourceExhausted, before anything is read.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<byte[]> ReadAllAsync(string digest, int maxBytes, CancellationToken cancellationToken)
    {
        var info = await InfoAsync(digest, cancellationToken);
        if (info.Size > maxBytes)
        {
            throw new ContainerdException(
                ContainerdErrorKind.ResourceExhausted, $"content {digest} has {info.Size} bytes, more than the {maxBytes} expected of it");
        }
        var bytes = new byte[info.Size];
        await using var stream = OpenRead(digest);
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Begins an ingest, or takes up the one of the same ref where it stopped.</summary>
    /// <param name="reference">The ingest's name; one writer at a time.</param>
    /// <param name="expected">The digest it should have; empty when not known yet.</param>
    /// <param name="total">The length it should have in bytes; 0 when not known yet.</param>
    /// <param name="cancellationToken">Ends the opening; afterwards every write takes its own token.</param>
    /// <returns>A writer whose <see cref="ContentWriter.Exists"/> is true when the expected blob is there already.</returns>
    /// <exception cref="ContainerdException">Unavailable while another writer holds the ref.</exception>
    public Task<ContentWriter> OpenWriterAsync(string reference, string expected = "", long total = 0, CancellationToken cancellationToken = default)
        => ContentWriter.OpenAsync(_connection, _calls, this, reference, expected, total, cancellationToken);

    /// <summary>Writes a whole blob and checks it. A blob that is there already is a success, and gets the labels too.</summary>
    /// <param name="reference">The ingest's name.</param>
    /// <param name="source">The bytes, from its current position to its end.</param>
    /// <param name="expected">The digest it must have; empty accepts what comes.</param>
    /// <param name="total">The length it must have in bytes; 0 accepts what comes.</param>
    /// <param name="labels">Labels of the blob; without a lease or a <see cref="GcLabels"/> label it is garbage at once.</param>
    /// <param name="cancellationToken">Stops writing; what was ingested is thrown away.</param>
    /// <returns>The blob's digest.</returns>
    /// <exception cref="ContainerdException">FailedPrecondition when the digest or the length differs.</exception>
    public async Task<string> WriteAsync(
        string reference,
        Stream source,
        string expected = "",
        long total = 0,
        IReadOnlyDictionary<string, string>? labels = null,
        CancellationToken cancellationToken = default)
    {
        await using var writer = await OpenWriterAsync(reference, expected, total, cancellationToken);
        if (!writer.Exists)
        {
            await writer.RestartAsync(cancellationToken);
            await writer.CopyFromAsync(source, cancellationToken);
        }
        return await writer.CommitAsync(labels, cancellationToken);
    }

    /// <exception cref="ContainerdException">NotFound.</exception>
    public async Task<IngestStatus> StatusAsync(string reference, CancellationToken cancellationToken)
        => IngestStatus.From((await _connection.CallAsync(o => _calls.StatusAsync(new() { Ref = reference }, o), Deadlines.Read, cancellationToken)).Status);

    /// <summary>Every ingest that is neither committed nor aborted.</summary>
    public async Task<IReadOnlyList<IngestStatus>> ListIngestsAsync(CancellationToken cancellationToken)
    {
        var answer = await _connection.CallAsync(o => _calls.ListStatusesAsync(new(), o), Deadlines.Read, cancellationToken);
        return [.. answer.Statuses.Select(IngestStatus.From)];
    }

    /// <summary>Throws an ingest away.</summary>
    /// <exception cref="ContainerdException">NotFound.</exception>
    public Task AbortAsync(string reference, CancellationToken cancellationToken)
        => _connection.CallAsync(o => _calls.AbortAsync(new() { Ref = reference }, o), Deadlines.Write, cancellationToken);
}
