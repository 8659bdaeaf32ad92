using System.Formats.Tar;

namespace EngineApi.Engine.Images.Archive;

/// <summary>Stores one file of an archive as a blob while it streams by.</summary>
/// <param name="data">The file's bytes; read to the end, or not at all.</param>
/// <param name="size">What the tar header promises, in bytes.</param>
/// <param name="expectedDigest">The digest the file's name promises; the bytes must have it. Null when the name promises nothing.</param>
public delegate Task<ArchiveBlob> StoreBlob(Stream data, long size, string? expectedDigest, CancellationToken cancellationToken);

/// <summary>
/// One forward pass over a tar stream: JSON documents are kept, every other file goes straight to the content store, so
/// no layer is ever in memory or in a temporary file. Names are resolved afterwards, because docker-archives put
/// <c>manifest.json</c> last.
/// </summary>
public sealed class ArchiveReader(StoreBlob store)
{
    /// <exception cref="EngineException">The stream is not a tar archive, is cut short, or goes beyond <see cref="ArchiveLimits"/>.</exception>
    public async Task<ImageArchive> ReadAsync(Stream tar, CancellationToken cancellationToken)
    {
        var archive = new ImageArchive();
        var metered = new MeteredStream(tar);
        await using var reader = new TarReader(metered, leaveOpen: true);
        for (var entries = 0; ; entries++)
        {
            metered.Allow(ArchiveLimits.Header);
            var entry = await TarErrors.TranslateAsync(() => reader.GetNextEntryAsync(copyData: false, cancellationToken));
            metered.AllowAnything();
            if (entry is null)
                return archive;
            if (entries == ArchiveLimits.Entries)
                throw EngineException.InvalidParameter($"invalid archive: it has more than {ArchiveLimits.Entries} entries");
            await AddAsync(archive, entry, cancellationToken);
        }
    }

    private async Task AddAsync(ImageArchive archive, TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
            return;
        var path = ArchivePath.Clean(entry.Name);
        switch (entry.EntryType)
        {
            case TarEntryType.SymbolicLink:
                archive.AddLink(path, ArchivePath.FollowLink(path, entry.LinkName));
                break;
            case TarEntryType.HardLink:
                archive.AddLink(path, ArchivePath.Clean(entry.LinkName));
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                await AddFileAsync(archive, path, entry, cancellationToken);
                break;
            case TarEntryType.Directory:
                break;
            default:
                throw EngineException.InvalidParameter($"invalid archive: \"{path}\" is neither a file, a directory nor a link");
        }
    }

    private async Task AddFileAsync(ImageArchive archive, string path, TarEntry entry, CancellationToken cancellationToken)
    {
        var data = entry.DataStream ?? Stream.Null;
        if (path is "manifest.json" or "index.json")
        {
            archive.AddDocument(path, await ReadDocumentAsync(path, data, entry.Length, cancellationToken));
        }
        else if (!IsLegacy(path))
        {
            var promised = PromisedDigest(path);
            archive.AddBlob(path, await TarErrors.TranslateAsync(() =>
                new ValueTask<ArchiveBlob>(store(data, entry.Length, promised, cancellationToken))));
        }
        // What a store left unread would otherwise count as the next entry's header.
        await TarErrors.TranslateAsync(async () =>
        {
            await data.CopyToAsync(Stream.Null, cancellationToken);
            return true;
        });
    }

    private static async Task<byte[]> ReadDocumentAsync(string path, Stream data, long size, CancellationToken cancellationToken)
    {
        if (size > ArchiveLimits.Json)
            throw EngineException.InvalidParameter($"invalid archive: {path} has {size} bytes, more than the {ArchiveLimits.Json} allowed");
        var json = new byte[size];
        await TarErrors.TranslateAsync(async () =>
        {
            await data.ReadExactlyAsync(json, cancellationToken);
            return true;
        });
        return json;
    }

    /// <summary>Files of formats before manifest.json, which nothing refers to any more.</summary>
    private static bool IsLegacy(string path) =>
        path is "repositories" or "oci-layout" || path.EndsWith("/VERSION", StringComparison.Ordinal) || path.EndsWith("/json", StringComparison.Ordinal);

    private static string? PromisedDigest(string path)
    {
        const string Directory = "blobs/sha256/";
        if (!path.StartsWith(Directory, StringComparison.Ordinal))
            return null;
        var digest = "sha256:" + path[Directory.Length..];
        return Digests.IsValid(digest)
            ? digest
            : throw EngineException.InvalidParameter($"invalid archive: \"{path}\" is not named by a sha256 digest");
    }
}
