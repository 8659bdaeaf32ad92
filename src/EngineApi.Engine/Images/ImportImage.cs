using System.Globalization;
using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Engine.Images.Archive;
using EngineApi.Engine.Images.Changes;
using EngineApi.Engine.Images.Format;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Images;

/// <summary>
/// <c>POST /images/create?fromSrc=-</c>: makes an image of one layer from a tar of a root file system. The layer is
/// stored unpacked, so its digest is its diff id.
/// </summary>
public sealed class ImportImage(ContainerdClient containerd, UnpackImage unpack, ImageNames names, ImageEvents events, TimeProvider time)
{
    /// <param name="body">The tar, plain or compressed.</param>
    /// <returns>The new image's id.</returns>
    /// <exception cref="EngineException">InvalidParameter: reference, changes, platform or tar are malformed. Nothing is left.</exception>
    public async Task<string> ExecuteAsync(Stream body, ImportRequest request, CancellationToken cancellationToken)
    {
        var reference = request.Repository.Length == 0 ? null : References.ParseTag(request.Repository, request.Tag);
        var config = new ContainerConfig();
        ImageChanges.Apply(config, request.Changes);
        var platform = ParsePlatform(request.Platform);

        await using var lease = await ContentLease.BeginAsync(containerd, "import", cancellationToken);
        var layer = await StoreLayerAsync(body, lease, cancellationToken);
        var image = await DescribeAsync(layer, config, platform, request.Message, lease, cancellationToken);
        await unpack.ExecuteAsync(image, lease, cancellationToken);
        if (reference is null)
        {
            await names.KeepAsync(image, cancellationToken);
        }
        else
        {
            await names.TagAsync(reference, image, cancellationToken);
            events.Publish("tag", image, reference.Familiar);
        }
        lease.Keep();
        events.Publish("import", image, image.Id);
        return image.Id;
    }

    private static async Task<ArchiveBlob> StoreLayerAsync(Stream body, ContentLease lease, CancellationToken cancellationToken)
    {
        await using var decompressor = await Decompressor.OpenAsync(body, cancellationToken);
        var layer = await TarErrors.TranslateAsync(() =>
            new ValueTask<ArchiveBlob>(lease.StoreAsync(decompressor.Plain, size: -1, expectedDigest: null, cancellationToken)));
        await decompressor.FinishAsync(cancellationToken);
        return layer.Size > 0 ? layer : throw EngineException.InvalidParameter("the body is empty: a tar of a root file system was expected");
    }

    private async Task<ImageContent> DescribeAsync(
        ArchiveBlob layer, ContainerConfig config, OciPlatform platform, string message, ContentLease lease, CancellationToken cancellationToken)
    {
        var created = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var comment = message.Length > 0 ? message : "Imported from -";
        var document = new OciImageConfig
        {
            Architecture = platform.Architecture,
            Variant = platform.Variant,
            Os = platform.Os,
            Comment = comment,
            Created = created,
            Config = JsonSerializer.SerializeToElement(config, WireJson.Default.ContainerConfig),
            Rootfs = new("layers", [layer.Digest]),
            History = [new() { Created = created, Comment = comment }],
        };
        var configBlob = await lease.StoreJsonAsync(
            JsonSerializer.SerializeToUtf8Bytes(document, ImageJson.Default.OciImageConfig), MediaTypes.Config, new Dictionary<string, string>(),
            cancellationToken);
        var manifest = new OciManifest(
            MediaType: MediaTypes.Manifest,
            Config: new(MediaTypes.Config, configBlob.Digest, configBlob.Size),
            Layers: [new(MediaTypes.Layer, layer.Digest, layer.Size)]);
        var target = await lease.StoreJsonAsync(
            JsonSerializer.SerializeToUtf8Bytes(manifest, ImageJson.Default.OciManifest), MediaTypes.Manifest,
            ContentReferences.OfManifest(configBlob.Digest, [layer.Digest]), cancellationToken);
        return new ImageContent(target, target, configBlob, [new(MediaTypes.Layer, layer.Digest, layer.Size)], document);
    }

    private static OciPlatform ParsePlatform(string text)
    {
        if (text.Length == 0)
            return new(HostPlatform.Architecture, HostPlatform.Os);
        return text.ToLowerInvariant().Split('/') switch
        {
            [HostPlatform.Os] => new(HostPlatform.Architecture, HostPlatform.Os),
            [HostPlatform.Os, { Length: > 0 } architecture] => new(architecture, HostPlatform.Os),
            [HostPlatform.Os, { Length: > 0 } architecture, { Length: > 0 } variant] => new(architecture, HostPlatform.Os) { Variant = variant },
            _ => throw EngineException.InvalidParameter($"invalid platform \"{text}\": expected linux[/arch[/variant]]"),
        };
    }
}
