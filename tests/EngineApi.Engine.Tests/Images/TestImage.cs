using System.IO.Compression;
using System.Text;
using EngineApi.Engine.Images;

namespace EngineApi.Engine.Tests.Images;

/// <summary>An image made in memory: layers, configuration, manifest. The same calls make the same digests.</summary>
internal sealed record TestImage(byte[] Config, IReadOnlyList<TestLayer> Layers)
{
    public string Id => Digests.Of(Config);

    public static TestImage Of(params TestLayer[] layers) => WithConfig("""{"Cmd":["/bin/sh"],"Env":["PATH=/bin"],"Labels":{"made":"here"}}""", layers);

    public static TestImage WithConfig(string config, params TestLayer[] layers) => WithConfig(config, "2024-01-02T03:04:05.123456789Z", layers);

    public static TestImage WithConfig(string config, string created, params TestLayer[] layers)
    {
        var diffIds = string.Join(',', layers.Select(layer => $"\"{layer.DiffId}\""));
        return new(Encoding.UTF8.GetBytes($$$"""
            {"architecture":"{{{HostPlatform.Architecture}}}","os":"linux","created":"{{{created}}}","author":"me","comment":"a test",
            "config":{{{config}}},"rootfs":{"type":"layers","diff_ids":[{{{diffIds}}}]},
            "history":[{"created":"{{{created}}}","created_by":"ADD rootfs"},{"created":"{{{created}}}","created_by":"CMD sh","empty_layer":true}]}
            """), layers);
    }

    /// <summary>The same for another machine.</summary>
    public TestImage For(string architecture) =>
        this with { Config = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Config).Replace($"\"architecture\":\"{HostPlatform.Architecture}\"", $"\"architecture\":\"{architecture}\"", StringComparison.Ordinal)) };

    /// <summary>An index of images, each for its platform, <c>os/architecture</c>.</summary>
    public static byte[] Index(params (TestImage Image, string Platform)[] images) => Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{{string.Join(',', images.Select(Entry))}}]}""");

    private static string Entry((TestImage Image, string Platform) image)
    {
        var parts = image.Platform.Split('/');
        return image.Image.ManifestDescriptor(more: $$""","platform":{"os":"{{parts[0]}}","architecture":"{{parts[1]}}"}""");
    }

    public byte[] Manifest => Encoding.UTF8.GetBytes($$"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{Descriptor("config.v1+json", Config)}},
        "layers":[{{string.Join(',', Layers.Select(layer => Descriptor("layer.v1.tar" + layer.Suffix, layer.Packed)))}}]}
        """);

    /// <summary>An entry of an index. <paramref name="annotations"/> are the members of a JSON object.</summary>
    public string ManifestDescriptor(string annotations = "", string more = "") =>
        Descriptor("manifest.v1+json", Manifest)[..^1] + $$""","annotations":{{{annotations}}}{{more}}}""";

    public static string Descriptor(string type, byte[] content) =>
        $$"""{"mediaType":"application/vnd.oci.image.{{type}}","digest":"{{Digests.Of(content)}}","size":{{content.Length}}}""";
}

/// <summary>A layer, plain and as it is packed.</summary>
internal sealed record TestLayer(byte[] Plain, byte[] Packed, string Suffix)
{
    private static readonly Lazy<byte[]> BusyboxTar = new(() => new TarBuilder()
        .Directory("bin/").Directory("tmp/").Directory("proc/").Directory("dev/").Directory("sys/")
        .File("bin/busybox", File.ReadAllBytes("/bin/busybox"), (UnixFileMode)0b111_101_101)
        .Symlink("bin/sh", "busybox").Symlink("bin/echo", "busybox").Symlink("bin/cat", "busybox").ToArray());

    public string DiffId => Digests.Of(Plain);

    public static bool HasBusybox => File.Exists("/bin/busybox");

    public static TestLayer Busybox => Of(BusyboxTar.Value);

    public static TestLayer Of(byte[] tar) => new(tar, tar, "");

    public static TestLayer WithFile(string name, string content) => Of(new TarBuilder().File(name, content).ToArray());

    public TestLayer Gzip()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Plain);
        return this with { Packed = packed.ToArray(), Suffix = "+gzip" };
    }

    public TestLayer With(string program, string suffix) => this with { Packed = HostProgram.Filter(program, Plain), Suffix = suffix };
}
