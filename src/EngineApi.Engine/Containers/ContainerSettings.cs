using EngineApi.Engine.Containers.Mounts;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Containers;

/// <summary>
/// What a container was asked to be. Persisted as containerd extension <c>engineapi.v1.config</c>. The API types in it are
/// never written to after creation: an update makes a new instance. Its JSON knows no strings that are null: an empty one is as none.
/// </summary>
public sealed record ContainerSettings
{
    public required DateTimeOffset Created { get; init; }

    /// <summary>The image's id, <c>sha256:…</c>: the digest of its configuration.</summary>
    public required string ImageId { get; init; }

    /// <summary>The digest of the image's manifest.</summary>
    public string? ImageManifestDigest { get; init => field = value is "" ? null : value; }

    /// <summary>The digest of what the image's name led to: that of an index, for an image for several platforms.</summary>
    public string? ImageTarget { get; init => field = value is "" ? null : value; }

    /// <summary>The snapshot the container's own one stands on; empty for an image without layers.</summary>
    public required string ImageChainId { get; init; }

    public string Os { get; init; } = "linux";

    /// <summary>The request's, merged with the image's configuration.</summary>
    public required ContainerConfig Config { get; init; }

    /// <summary>The request's, with the defaults filled in.</summary>
    public required HostConfig HostConfig { get; init; }

    public required NetworkingConfig NetworkingConfig { get; init; }

    /// <summary>Null for a container of an engine that knew none.</summary>
    public BindDefaults? BindDefaults { get; init; }

    /// <summary>Its volumes and images, and what it took over from other containers, with their places on the host; settled at creation.</summary>
    public IReadOnlyList<ResolvedMount> Volumes { get; init => field = value ?? []; } = [];
}
