using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EngineApi.Containerd;
using EngineApi.Containerd.Images;

namespace EngineApi.Testing;

/// <summary>A busybox image in the content store (layer, config, manifest, name), not unpacked: what a pull would have left.</summary>
public static class TestImage
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";

    /// <param name="client">Where to.</param>
    /// <param name="name">The full reference, e.g. <c>docker.io/library/busybox:latest</c>.</param>
    /// <param name="config">The <c>config</c> object of the image configuration as JSON.</param>
    /// <param name="files">More files in its layer, by absolute path.</param>
    public static async Task<ImageRecord> AddBusyboxAsync(
        ContainerdClient client,
        string name = "docker.io/library/busybox:latest",
        string config = """{"Cmd":["sh"],"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]}""",
        IReadOnlyDictionary<string, string>? files = null)
    {
        var layer = await TestLayer.BusyboxAsync(files);
        var architecture = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture switch
        {
            System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
            _ => "amd64",
        };
        var configuration = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"{{{architecture}}}","os":"linux","created":"2024-01-01T00:00:00Z","config":{{{config}}},"rootfs":{"type":"layers","diff_ids":["{{{layer.Digest}}}"]},"history":[{"created":"2024-01-01T00:00:00Z","created_by":"busybox"}]}""");
        var manifest = Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":2,"mediaType":"{{{ManifestType}}}","config":{{{Descriptor(ConfigType, configuration)}}},"layers":[{{{Descriptor(TestLayer.MediaType, layer.Tar)}}}]}""");

        await using var lease = await client.LeaseAsync(TimeSpan.FromMinutes(10), CancellationToken.None);
        await WriteAsync(lease.Client, layer.Tar, labels: null);
        await WriteAsync(lease.Client, configuration, labels: null);
        var target = await WriteAsync(lease.Client, manifest, new Dictionary<string, string>
        {
            [GcLabels.RefContent + ".config"] = Digest(configuration),
            [GcLabels.RefContent + ".l.0"] = layer.Digest,
        });
        return await lease.Client.Images.CreateOrUpdateAsync(new(name, new(ManifestType, target, manifest.Length)), CancellationToken.None);
    }

    private static Task<string> WriteAsync(ContainerdClient client, byte[] blob, IReadOnlyDictionary<string, string>? labels)
        => client.Content.WriteAsync("image-" + Digest(blob), new MemoryStream(blob), Digest(blob), blob.Length, labels);

    private static string Digest(byte[] blob) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(blob));

    private static string Descriptor(string mediaType, byte[] blob)
        => $$"""{"mediaType":"{{mediaType}}","digest":"{{Digest(blob)}}","size":{{blob.Length.ToString(CultureInfo.InvariantCulture)}}}""";
}
