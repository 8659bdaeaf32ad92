using EngineApi.Containerd;
using EngineApi.Containerd.Content;
using EngineApi.Engine.Registry;
using Descriptor = EngineApi.Containerd.Descriptor;

namespace EngineApi.Engine.Images.Pull;

/// <summary>
/// Brings blobs into the content store, three at a time, each once however many pulls want it. What breaks off goes on where it
/// stopped, now or in a later pull; containerd checks length and digest before it shows anybody a blob.
/// </summary>
public sealed class BlobDownloads(RetryPolicy retry, TimeProvider time) : IDisposable
{
    private const int AtOnce = 3;

    /// <summary>Attempts of one blob altogether: a registry that always sends a little does not go on for ever.</summary>
    private const int MostAttempts = 64;

    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly KeyedTurns _turns = new();

    /// <param name="client">Under the lease that is to hold the blob.</param>
    /// <exception cref="RegistryException">The registry does not have it, or cannot be reached for long. What came so far stays, as an ingest of the lease.</exception>
    /// <exception cref="EngineException">It is not what its descriptor says. Nothing of it stays.</exception>
    internal async Task FetchAsync(
        RegistryRepository repository, Descriptor blob, ContainerdClient client, IBlobProgress progress, CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(blob.Digest, progress.Waits, cancellationToken);
        await using var writer = await OpenAsync(client, blob, cancellationToken);
        if (!writer.Exists)
        {
            await WithSlotAsync(() => DownloadAsync(repository, blob, writer, progress, cancellationToken), progress, cancellationToken);
            progress.Verifies();
        }
        await CommitAsync(writer, blob, repository, cancellationToken);
        progress.Arrived();
    }

    private async Task WithSlotAsync(Func<Task> work, IBlobProgress progress, CancellationToken cancellationToken)
    {
        var slot = _slots.WaitAsync(cancellationToken);
        if (!slot.IsCompleted)
            progress.Waits();
        await slot;
        try
        {
            await work();
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>A writer that was just given up may hold its ingest for a moment yet.</summary>
    private async Task<ContentWriter> OpenAsync(ContainerdClient client, Descriptor blob, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await client.Content.OpenWriterAsync("blob-" + blob.Digest, blob.Digest, blob.Size, cancellationToken);
            }
            catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.Unavailable && failures < retry.Attempts)
            {
                await Task.Delay(retry.After(failures), time, cancellationToken);
            }
        }
    }

    private async Task DownloadAsync(
        RegistryRepository repository, Descriptor blob, ContentWriter writer, IBlobProgress progress, CancellationToken cancellationToken)
    {
        // What has come is worth keeping, unless it turns out to be wrong.
        writer.KeepsIngest = true;
        for (int attempts = 1, failures = 0; writer.Offset < blob.Size; attempts++)
        {
            var before = writer.Offset;
            try
            {
                await ContinueAsync(repository, blob, writer, progress, cancellationToken);
            }
            catch (RegistryException e) when (e.IsTransient && attempts < MostAttempts && (failures = writer.Offset > before ? 1 : failures + 1) < retry.Attempts)
            {
                await Task.Delay(retry.After(failures), time, cancellationToken);
            }
        }
    }

    private static async Task ContinueAsync(
        RegistryRepository repository, Descriptor blob, ContentWriter writer, IBlobProgress progress, CancellationToken cancellationToken)
    {
        using var source = await repository.OpenBlobAsync(blob.Digest, writer.Offset, cancellationToken);
        if (source.Offset == 0)
            await writer.RestartAsync(cancellationToken);
        if (source.Answer.Content.Headers.ContentLength is { } length && writer.Offset + length > blob.Size)
            throw WrongLength(blob, writer);
        var received = writer.Offset;
        await writer.CopyFromAsync(ReadAsync, progress.Downloaded, cancellationToken);
        if (writer.Offset < blob.Size)
            throw new RegistryException(RegistryFailure.Unreachable, $"{blob.Digest} broke off after {writer.Offset} of {blob.Size} bytes: unexpected EOF");

        async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
        {
            var count = await source.ReadAsync(buffer, token);
            return (received += count) <= blob.Size ? count : throw WrongLength(blob, writer);
        }
    }

    private static async Task CommitAsync(ContentWriter writer, Descriptor blob, RegistryRepository repository, CancellationToken cancellationToken)
    {
        try
        {
            // No client's haste cuts this short: a commit that is not waited for may happen all the same.
            await writer.CommitAsync(await DistributionSources.LabelsAsync(writer.Store, blob.Digest, repository.Origin, cancellationToken), CancellationToken.None);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.FailedPrecondition)
        {
            writer.KeepsIngest = false;
            throw new EngineException(ErrorKind.System, $"filesystem layer verification failed for digest {blob.Digest}", e);
        }
    }

    private static EngineException WrongLength(Descriptor blob, ContentWriter writer)
    {
        writer.KeepsIngest = false;
        return new EngineException(ErrorKind.System, $"the registry sends more of {blob.Digest} than the {blob.Size} bytes its descriptor says");
    }

    public void Dispose() => _slots.Dispose();
}
