using EngineApi.Containerd;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Images;

/// <summary>An image as creating a container needs it.</summary>
/// <param name="Image">The image and its names.</param>
/// <param name="Size">Bytes on disk, unpacked.</param>
public sealed record ResolvedImage(Image Image, long Size)
{
    /// <summary><c>sha256:…</c></summary>
    public string Id => Image.Id;

    /// <summary>The manifest for this machine.</summary>
    public Descriptor Manifest => Image.Content.Manifest;

    /// <summary>What a container starts with: entry point, command, environment, user, directory, volumes, ports, health check
    /// and so on. Each resolution has a copy of its own, which the caller may change.</summary>
    public ContainerConfig Config { get; } = Image.Content.ReadConfig();

    public string Architecture => Image.Content.Document.Architecture ?? "";

    public string Os => Image.Content.Document.Os ?? "";

    public string? Variant => Image.Content.Document.Variant;

    /// <summary>Name of the snapshot to prepare a container's root file system from; empty for an image without layers.</summary>
    public string ChainId => Image.Content.ChainId;

    public IReadOnlyList<string> DiffIds => Image.Content.DiffIds;

    public DateTimeOffset Created => Image.Content.Created;

    public IReadOnlyList<string> RepoTags => Image.RepoTags;

    public IReadOnlyList<string> RepoDigests => Image.RepoDigests;
}
