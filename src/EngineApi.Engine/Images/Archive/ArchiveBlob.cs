namespace EngineApi.Engine.Images.Archive;

/// <summary>A file of an archive that now lies in the content store, held by the lease of the load.</summary>
/// <param name="Digest"><c>sha256:…</c> of the bytes as they lay in the archive.</param>
/// <param name="Size">Bytes.</param>
public sealed record ArchiveBlob(string Digest, long Size, Compression Compression);
