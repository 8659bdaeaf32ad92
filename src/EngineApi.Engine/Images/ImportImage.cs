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
    public Task<string> ExecuteAsync(Stream body, ImportRequest request, CancellationToken cancellationToken) =>
        ExecuteAsync(() => Task.FromResult(body), request, cancellationToken);

    /// <param name="open">Opens the tar, when there is nothing wrong with the request.</param>
    internal async Task<string> ExecuteAsync(Func<Task<Stream>> open, ImportRequest request, CancellationToken cancellationToken)
    {
        var reference = request.Repository.Length == 0 ? null : References.ParseTag(request.Repository, request.Tag);
        var config = new ContainerConfig();
        ImageChanges.Apply(config, request.Changes);
        var platform = WantedPlatform.Parse(request.Platform).Platform;
        if (platform.Os != HostPlatform.Os)
            throw EngineException.InvalidParameter("operating system is not supported");

        await using var lease = await ContentLease.BeginAsync(containerd, "import", cancellationToken);
        await using var body = await open();
        var layer = await StoreLayerAsync(body, lease, cancellationToken);
        var comment = request.Message.Length > 0 ? request.Message : "Imported from " + request.Source;
        var image = await DescribeAsync(layer, config, platform, comment, lease, cancellationToken);
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
        ArchiveBlob layer, ContainerConfig config, Platform platform, string comment, ContentLease lease, CancellationToken cancellationToken)
    {
        var created = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var document = new OciImageConfig
        {
            Architecture = platform.Architecture,
            Variant = platform.Variant.Length > 0 ? platform.Variant : null,
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
}
