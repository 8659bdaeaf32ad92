using System.Globalization;
using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Engine.Images.Format;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Images;

/// <summary>
/// What one image is: its manifest for this machine and its configuration. Immutable, as its digests are; names are no
/// part of it.
/// </summary>
/// <param name="Target">What names point at: the manifest itself, or an index that contains it.</param>
/// <param name="Manifest">The manifest for this machine.</param>
/// <param name="Config">The configuration blob. Its digest is the image's id.</param>
/// <param name="Layers">The packed layers, bottom first.</param>
/// <param name="Document">The configuration.</param>
public sealed record ImageContent(
    Descriptor Target,
    Descriptor Manifest,
    Descriptor Config,
    IReadOnlyList<Descriptor> Layers,
    OciImageConfig Document)
{
    /// <summary>Docker's image id: <c>sha256:</c> and the configuration's digest.</summary>
    public string Id => Config.Digest;

    /// <summary>Digests of the unpacked layers, bottom first.</summary>
    public IReadOnlyList<string> DiffIds { get; } = Document.Rootfs?.DiffIds ?? [];

    /// <summary>Names of the snapshots that hold the unpacked layers, bottom first.</summary>
    public IReadOnlyList<string> ChainIds { get; } = Digests.ChainIds(Document.Rootfs?.DiffIds ?? []);

    /// <summary>The snapshot a container of this image starts from; empty for an image without layers.</summary>
    public string ChainId => ChainIds.Count == 0 ? "" : ChainIds[^1];

    public bool IsForThisMachine => Document.Os == HostPlatform.Os && Document.Architecture == HostPlatform.Architecture;

    /// <summary>What the configuration says it is for.</summary>
    public OciPlatform Platform => new(Document.Architecture ?? "", Document.Os ?? "") { Variant = Document.Variant };

    /// <summary>Bytes of manifest, configuration and packed layers in the content store.</summary>
    public long PackedSize => Manifest.Size + Config.Size + Layers.Sum(layer => layer.Size);

    public IReadOnlyDictionary<string, string> Labels { get; } = ReadConfig(Document.Config).Labels ?? [];

    /// <summary>The year 1 when the image does not say.</summary>
    public DateTimeOffset Created { get; } =
        DateTimeOffset.TryParse(Document.Created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created)
            ? created.ToUniversalTime()
            : DateTimeOffset.MinValue;

    /// <summary>Unix seconds; negative, as Go has it, when the image does not say.</summary>
    public long CreatedSeconds => Created.ToUnixTimeSeconds();

    /// <summary>A fresh copy of what a container of this image starts with; the caller may change it.</summary>
    public ContainerConfig ReadConfig() => ReadConfig(Document.Config);

    internal static ContainerConfig ReadConfig(JsonElement? config)
    {
        try
        {
            return config is { ValueKind: JsonValueKind.Object } json ? json.Deserialize(WireJson.Default.ContainerConfig)! : new();
        }
        catch (JsonException e)
        {
            throw ImageJson.Invalid("image configuration", e);
        }
    }
}
