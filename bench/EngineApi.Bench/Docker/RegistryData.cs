using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EngineApi.Bench.Docker;

/// <summary>
/// Images in the directory of a registry (docker-registry, storage driver filesystem), laid out as if they had been pushed. So every
/// engine pulls the same bytes, whoever runs beside the registry.
/// </summary>
internal sealed class RegistryData(string root)
{
    private const string Manifest = "application/vnd.docker.distribution.manifest.v2+json";

    private string Root => Path.Combine(root, "docker/registry/v2");

    /// <summary>An image whose layers, gzip of a file each, have not been there before.</summary>
    /// <param name="repository">Its tag is <c>latest</c>.</param>
    /// <param name="layers">How many.</param>
    /// <param name="bytes">Of a layer, about, as it goes over the wire. Its file is a quarter larger, by what compresses to next to nothing.</param>
    public void Add(string repository, int layers, int bytes)
    {
        var diffIds = new JsonArray();
        var descriptors = new JsonArray();
        for (var layer = 0; layer < layers; layer++)
        {
            var tar = Layer($"file{layer}", bytes);
            diffIds.Add(Digest(tar));
            descriptors.Add(Blob(repository, "application/vnd.docker.image.rootfs.diff.tar.gzip", Gzip(tar)));
        }
        var config = new JsonObject
        {
            ["architecture"] = BusyboxArchive.Architecture,
            ["os"] = "linux",
            ["config"] = new JsonObject(),
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = diffIds },
        };
        var manifest = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Manifest,
            ["config"] = Blob(repository, "application/vnd.docker.container.image.v1+json", Encoding.UTF8.GetBytes(config.ToJsonString())),
            ["layers"] = descriptors,
        }.ToJsonString());
        var digest = Store(manifest);
        foreach (var link in (string[])[$"revisions/sha256/{digest[7..]}", "tags/latest/current", $"tags/latest/index/sha256/{digest[7..]}"])
            Write($"repositories/{repository}/_manifests/{link}/link", Encoding.ASCII.GetBytes(digest));
    }

    private JsonObject Blob(string repository, string mediaType, byte[] bytes)
    {
        var digest = Store(bytes);
        Write($"repositories/{repository}/_layers/sha256/{digest[7..]}/link", Encoding.ASCII.GetBytes(digest));
        return new() { ["mediaType"] = mediaType, ["size"] = bytes.Length, ["digest"] = digest };
    }

    private string Store(byte[] bytes)
    {
        var digest = Digest(bytes);
        Write($"blobs/sha256/{digest[7..9]}/{digest[7..]}/data", bytes);
        return digest;
    }

    private void Write(string path, byte[] bytes)
    {
        path = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private static byte[] Layer(string name, int bytes)
    {
        var content = new byte[bytes + bytes / 4];
        RandomNumberGenerator.Fill(content.AsSpan(0, bytes));
        var words = "of a text that compresses "u8;
        for (var at = bytes; at < content.Length; at += words.Length)
            words[..Math.Min(words.Length, content.Length - at)].CopyTo(content.AsSpan(at));
        return BusyboxArchive.Tar(tar => BusyboxArchive.Add(tar, name, content));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
