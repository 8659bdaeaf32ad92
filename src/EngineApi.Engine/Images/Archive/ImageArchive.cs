namespace EngineApi.Engine.Images.Archive;

/// <summary>
/// What one pass over an archive found. Its JSON documents are here, its blobs are in the content store under their
/// digests, and names lead to them.
/// </summary>
public sealed class ImageArchive
{
    private readonly Dictionary<string, ArchiveBlob> _blobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ArchiveBlob> _byDigest = new(StringComparer.Ordinal);

    /// <summary>docker-archive's table of images (<c>manifest.json</c>).</summary>
    public byte[]? DockerManifest { get; private set; }

    /// <summary>The entry point of an OCI image layout (<c>index.json</c>).</summary>
    public byte[]? Index { get; private set; }

    /// <summary>Looks a file up by the name a document uses for it, through links.</summary>
    /// <exception cref="EngineException">The archive has no such file.</exception>
    public ArchiveBlob Find(string name)
    {
        var path = ArchivePath.Clean(name);
        for (var hops = 0; hops <= ArchiveLimits.Links; hops++)
        {
            if (_blobs.TryGetValue(path, out var blob))
                return blob;
            if (!_links.TryGetValue(path, out var target))
                throw EngineException.InvalidParameter($"invalid archive: it refers to \"{name}\", which it does not contain");
            path = target;
        }
        throw EngineException.InvalidParameter($"invalid archive: too many links behind \"{name}\"");
    }

    /// <summary>Looks a blob up by digest, wherever in the archive it lay.</summary>
    public bool TryFindDigest(string digest, out ArchiveBlob blob) => _byDigest.TryGetValue(digest, out blob!);

    internal void AddDocument(string path, byte[] json)
    {
        var earlier = path == "manifest.json" ? DockerManifest : Index;
        if (earlier is not null && !earlier.AsSpan().SequenceEqual(json))
            throw Twice(path);
        if (path == "manifest.json")
            DockerManifest = json;
        else
            Index = json;
    }

    internal void AddBlob(string path, ArchiveBlob blob)
    {
        if (_links.ContainsKey(path) || (_blobs.TryGetValue(path, out var earlier) && earlier.Digest != blob.Digest))
            throw Twice(path);
        _blobs[path] = blob;
        _byDigest[blob.Digest] = blob;
    }

    internal void AddLink(string path, string target)
    {
        if (_blobs.ContainsKey(path) || (_links.TryGetValue(path, out var earlier) && earlier != target))
            throw Twice(path);
        _links[path] = target;
    }

    private static EngineException Twice(string path) =>
        EngineException.InvalidParameter($"invalid archive: it contains \"{path}\" twice, with different contents");
}
