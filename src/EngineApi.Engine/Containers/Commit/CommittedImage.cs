using System.Globalization;
using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Engine.Images;
using EngineApi.Engine.Images.Format;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Commit;

/// <summary>Writes the configuration and the manifest of a committed image.</summary>
public sealed class CommittedImage(TimeProvider time)
{
    internal async Task<ImageContent> StoreAsync(
        ImageContent parent,
        ContainerSnapshot container,
        Descriptor layer,
        ContainerConfig config,
        CommitRequest request,
        ContentLease lease,
        CancellationToken cancellationToken)
    {
        var document = Describe(parent, container, layer, config, request);
        var configBlob = await lease.StoreJsonAsync(
            JsonSerializer.SerializeToUtf8Bytes(document, ImageJson.Default.OciImageConfig), MediaTypes.Config, new Dictionary<string, string>(),
            cancellationToken);
        Descriptor[] layers = [.. parent.Layers, layer with { MediaType = MediaTypes.Layer }];
        var manifest = new OciManifest(
            MediaType: MediaTypes.Manifest,
            Config: new(MediaTypes.Config, configBlob.Digest, configBlob.Size),
            Layers: [.. layers.Select(each => new OciDescriptor(each.MediaType, each.Digest, each.Size))]);
        var target = await lease.StoreJsonAsync(
            JsonSerializer.SerializeToUtf8Bytes(manifest, ImageJson.Default.OciManifest), MediaTypes.Manifest,
            ContentReferences.OfManifest(configBlob.Digest, layers.Select(each => each.Digest)), cancellationToken);
        return new ImageContent(target, target, configBlob, layers, document);
    }

    private OciImageConfig Describe(ImageContent parent, ContainerSnapshot container, Descriptor layer, ContainerConfig config, CommitRequest request)
    {
        var created = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var history = new OciHistory
        {
            Created = created,
            CreatedBy = string.Join(' ', container.Settings.Config.Cmd ?? []),
            Author = NullIfEmpty(request.Author),
            Comment = NullIfEmpty(request.Comment),
        };
        return new OciImageConfig
        {
            Architecture = parent.Document.Architecture,
            Variant = parent.Document.Variant,
            Os = parent.Document.Os,
            OsVersion = parent.Document.OsVersion,
            Author = NullIfEmpty(request.Author),
            Comment = NullIfEmpty(request.Comment),
            Created = created,
            DockerVersion = EngineVersion.Version,
            Parent = parent.Id,
            Container = container.Id,
            ContainerConfig = JsonSerializer.SerializeToElement(container.Settings.Config, WireJson.Default.ContainerConfig),
            Config = JsonSerializer.SerializeToElement(config, WireJson.Default.ContainerConfig),
            Rootfs = new("layers", [.. parent.DiffIds, layer.Digest]),
            History = [.. parent.Document.History ?? [], history],
        };
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
