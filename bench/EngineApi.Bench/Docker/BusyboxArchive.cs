using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EngineApi.Bench.Docker;

/// <summary>An image of a static busybox as <c>docker load</c> takes it.</summary>
internal static class BusyboxArchive
{
    public const string Name = "bench-busybox:latest";

    private static readonly string[] Applets = ["sh", "true", "cat", "yes", "head", "sleep", "touch", "usleep"];

    /// <param name="busybox">The program on this host.</param>
    /// <param name="name">The image's name with its tag.</param>
    /// <param name="padding">Bytes that do not compress and are in no other image, for a load that costs something.</param>
    public static byte[] Create(string busybox, string name, int padding = 0)
    {
        var layer = Tar(tar =>
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "bin/") { Mode = (UnixFileMode)0x1ED });
            Add(tar, "bin/busybox", File.ReadAllBytes(busybox), (UnixFileMode)0x1ED);
            foreach (var applet in Applets)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox" });
            if (padding > 0)
                Add(tar, "padding", RandomNumberGenerator.GetBytes(padding));
        });
        var config = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["architecture"] = Architecture,
            ["os"] = "linux",
            ["config"] = new JsonObject { ["Cmd"] = new JsonArray("sh"), ["Env"] = new JsonArray("PATH=/bin") },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray("sha256:" + Digest(layer)) },
        }.ToJsonString());
        var manifest = new JsonArray(new JsonObject
        {
            ["Config"] = Digest(config) + ".json",
            ["RepoTags"] = new JsonArray(name),
            ["Layers"] = new JsonArray("layer/layer.tar"),
        });
        return Tar(tar =>
        {
            Add(tar, Digest(config) + ".json", config);
            Add(tar, "layer/layer.tar", layer);
            Add(tar, "manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        });
    }

    public static string Architecture => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        _ => "amd64",
    };

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static byte[] Tar(Action<TarWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
            write(tar);
        return bytes.ToArray();
    }

    public static void Add(TarWriter tar, string name, byte[] content, UnixFileMode mode = (UnixFileMode)0x1A4) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = mode, DataStream = new MemoryStream(content) });
}
