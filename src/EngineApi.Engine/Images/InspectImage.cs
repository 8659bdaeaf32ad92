using EngineApi.Wire;
using EngineApi.Wire.Images;
using ContainerConfig = EngineApi.Wire.Containers.ContainerConfig;

namespace EngineApi.Engine.Images;

/// <summary><c>GET /images/{name}/json</c>.</summary>
public sealed class InspectImage(ResolveImage resolve, ImageSizes sizes, ImageManifests manifests, EngineOptions options)
{
    /// <param name="platform">The one to take of an image for several; null for the one that serves this machine best.</param>
    /// <param name="withManifests">Fill <c>Manifests</c>.</param>
    /// <returns>Every member the engine knows; the caller shapes it for the version asked for.</returns>
    /// <exception cref="EngineException">NotFound <c>No such image: zz:latest</c>, or nothing of it is for the platform. InvalidParameter: both a platform and all of them are wanted.</exception>
    public async Task<ImageInspect> ExecuteAsync(
        string nameOrId, WantedPlatform? platform, bool withManifests, CancellationToken cancellationToken)
    {
        if (withManifests && platform is not null)
            throw EngineException.InvalidParameter("conflicting options: manifests and platform options cannot both be set");
        var image = await resolve.FindAsync(nameOrId, platform, cancellationToken);
        var document = image.Content.Document;
        return new()
        {
            Id = image.Id,
            RepoTags = [.. image.RepoTags],
            RepoDigests = [.. image.RepoDigests],
            Parent = document.Parent ?? "",
            Comment = document.Comment ?? "",
            Created = document.Created,
            Container = document.Container,
            ContainerConfig = document.ContainerConfig is { } json ? ImageContent.ReadConfig(json) : new ContainerConfig(),
            DockerVersion = document.DockerVersion ?? "",
            Author = document.Author ?? "",
            Architecture = document.Architecture ?? "",
            Variant = document.Variant,
            Os = document.Os ?? "",
            OsVersion = document.OsVersion,
            Size = await sizes.OfAsync(image.Content, cancellationToken),
            GraphDriver = new() { Name = options.Snapshotter },
            RootFS = new() { Type = "layers", Layers = [.. image.Content.DiffIds] },
            Metadata = new() { LastTagTime = image.LastTagged is { } tagged ? GoTime.Format(tagged) : GoTime.Zero },
            Manifests = withManifests ? await manifests.OfAsync(image.Content.Target, cancellationToken) : null,
            Config = ImageConfigs.From(image.Content.ReadConfig()),
        };
    }
}
