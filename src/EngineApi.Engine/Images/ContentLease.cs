using EngineApi.Containerd;
using EngineApi.Engine.Images.Archive;

namespace EngineApi.Engine.Images;

/// <summary>
/// Holds what a load or an import brings until images refer to it. Ending it without <see cref="Keep"/> waits until
/// containerd has collected everything: a load that failed leaves nothing. A lease whose engine died is dropped at the
/// next start (<see cref="DropStaleLeases"/>), or by its own expiry.
/// </summary>
internal sealed class ContentLease : IAsyncDisposable
{
    /// <summary>Marks our leases; the value says what for.</summary>
    public const string PurposeLabel = "engineapi/lease";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly ContainerdClient _owner;
    private readonly string _id;
    private int _ingests;
    private bool _kept;
    private bool _left;

    private ContentLease(ContainerdClient owner, string id)
    {
        _owner = owner;
        _id = id;
        Client = owner.WithLease(id);
    }

    public string Id => _id;

    /// <summary>The client whose calls put what they make under the lease.</summary>
    public ContainerdClient Client { get; }

    public static async Task<ContentLease> BeginAsync(ContainerdClient containerd, string purpose, CancellationToken cancellationToken)
    {
        var lease = new ContentLease(containerd, $"{purpose}-{Guid.NewGuid():N}");
        try
        {
            // A call that is given up may still have made the lease, which then nobody would end.
            await containerd.Leases.CreateAsync(lease.Id, Lifetime, new Dictionary<string, string> { [PurposeLabel] = purpose }, CancellationToken.None);
        }
        catch (ContainerdException e) when (e.IsTransient)
        {
            // So may one whose answer was lost.
            await lease.DisposeAsync();
            throw;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            await lease.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return lease;
    }

    /// <summary>The result is referred to from elsewhere now: what else the lease holds may be collected at leisure.</summary>
    public void Keep() => _kept = true;

    /// <summary>It goes on after this block, with what it holds, until somebody ends it or it expires.</summary>
    public void Leave() => _left = true;

    /// <summary>A name no other snapshot or ingest has.</summary>
    public string NextKey(string purpose) => $"{_id}-{purpose}-{Interlocked.Increment(ref _ingests)}";

    /// <inheritdoc cref="StoreBlob"/>
    /// <exception cref="EngineException">The bytes do not have the expected digest or size.</exception>
    public async Task<ArchiveBlob> StoreAsync(Stream data, long size, string? expectedDigest, CancellationToken cancellationToken)
    {
        await using var writer = await Client.Content.OpenWriterAsync(NextKey("ingest"), expectedDigest ?? "", 0, cancellationToken);
        // An ingest under a new name that has bytes already is content of another namespace, which containerd shares with
        // whoever knows its digest; what the archive has in its place is still checked.
        var isHere = writer.Exists || writer.Offset > 0;
        // What is written containerd checks itself.
        using var hashing = new HashingStream(data, hashes: isHere || expectedDigest is null);
        if (isHere)
            await hashing.CopyToAsync(Stream.Null, cancellationToken);
        else
            await writer.CopyFromAsync(hashing, cancellationToken);
        var digest = hashing.Finish() ?? expectedDigest!;
        if (size >= 0 && hashing.Count != size)
            throw new EndOfStreamException();
        if (expectedDigest is not null && digest != expectedDigest)
            throw AnotherDigest(expectedDigest);
        try
        {
            await writer.CommitAsync(cancellationToken: cancellationToken);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.FailedPrecondition && expectedDigest is not null)
        {
            throw AnotherDigest(expectedDigest, e);
        }
        return new ArchiveBlob(digest, hashing.Count, CompressionMagic.Detect(hashing.Head));
    }

    private static EngineException AnotherDigest(string expected, Exception? cause = null) =>
        EngineException.InvalidParameter($"invalid archive: the blob named {expected} has another digest", cause);

    /// <summary>Stores a document made here, with the labels that keep what it refers to.</summary>
    public async Task<Descriptor> StoreJsonAsync(
        byte[] json, string mediaType, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var digest = Digests.Of(json);
        await Client.Content.WriteAsync(NextKey("ingest"), new MemoryStream(json), digest, json.Length, labels, cancellationToken);
        return new Descriptor(mediaType, digest, json.Length);
    }

    public async ValueTask DisposeAsync()
    {
        if (_left)
            return;
        for (var isLast = false; !await TryEndAsync(); isLast = true)
        {
            // containerd is away: the next start of the engine, or the expiry, ends the lease.
            if (isLast)
                return;
        }
    }

    private async Task<bool> TryEndAsync()
    {
        try
        {
            await _owner.Leases.DeleteAsync(_id, sync: !_kept);
            return true;
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            return true; // It expired, or was never made.
        }
        catch (ContainerdException e) when (e.IsTransient)
        {
            return false;
        }
    }
}
