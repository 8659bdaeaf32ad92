using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using EngineApi.Testing;

namespace EngineApi.Clients.Tests.Images;

/// <summary>A busybox image as <c>docker save</c> wrote it before it knew OCI layouts: manifest.json, a configuration, a layer.</summary>
internal static class SavedImage
{
    /// <param name="tag">Name and tag.</param>
    /// <param name="command">The command as JSON.</param>
    public static async Task<byte[]> TarAsync(string tag, string command)
    {
        var layer = await TestLayer.BusyboxAsync();
        var config = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":{{{command}}}},"rootfs":{"type":"layers","diff_ids":["{{{layer.Digest}}}"]}}""");
        var configName = Convert.ToHexStringLower(SHA256.HashData(config)) + ".json";
        var manifest = Encoding.UTF8.GetBytes($$"""[{"Config":"{{configName}}","RepoTags":["{{tag}}"],"Layers":["layer/layer.tar"]}]""");

        var bytes = new MemoryStream();
        await using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { (configName, config), ("layer/layer.tar", layer.Tar), ("manifest.json", manifest) })
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return bytes.ToArray();
    }
}
