using System.Text.Json;
using EngineApi.Engine.Images;

namespace EngineApi.Engine.Tests.Images;

/// <summary>Archives as <c>docker save</c>, <c>podman save</c> and OCI tools write them.</summary>
internal static class TestArchives
{
    /// <summary>manifest.json last, layers under the configuration's name, as docker save wrote it before layouts.</summary>
    public static byte[] Docker(params (TestImage Image, string[] Tags)[] images)
    {
        var tar = new TarBuilder();
        var entries = new List<string>();
        foreach (var (image, tags) in images)
        {
            var hex = image.Id[7..];
            var layers = image.Layers.Select((_, i) => $"{hex}/{i}/layer.tar").ToArray();
            for (var i = 0; i < layers.Length; i++)
                tar.Directory($"{hex}/{i}/").File($"{hex}/{i}/VERSION", "1.0").File(layers[i], image.Layers[i].Packed);
            tar.File(hex + ".json", image.Config);
            entries.Add($$"""{"Config":"{{hex}}.json","RepoTags":{{List(tags)}},"Layers":{{List(layers)}}}""");
        }
        return tar.File("manifest.json", $"[{string.Join(',', entries)}]").ToArray();
    }

    /// <summary>An OCI image layout; <paramref name="index"/> is the list of manifests as JSON.</summary>
    public static byte[] Layout(string index, params TestImage[] images) => Layout(index, "", [], images);

    public static byte[] Layout(string index, string dockerManifest, IReadOnlyList<byte[]> more, params TestImage[] images)
    {
        var blobs = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            foreach (var content in new[] { image.Manifest, image.Config }.Concat(image.Layers.Select(layer => layer.Packed)))
                blobs[Digests.Of(content)] = content;
        }
        foreach (var content in more)
            blobs[Digests.Of(content)] = content;
        var tar = new TarBuilder().Directory("blobs/").Directory("blobs/sha256/");
        foreach (var (digest, content) in blobs)
            tar.File("blobs/sha256/" + digest[7..], content);
        tar.File("index.json", $$"""{"schemaVersion":2,"manifests":[{{index}}]}""").File("oci-layout", """{"imageLayoutVersion":"1.0.0"}""");
        return (dockerManifest.Length > 0 ? tar.File("manifest.json", dockerManifest) : tar).ToArray();
    }

    private static string List(string[] values) => values.Length == 0 ? "null" : JsonSerializer.Serialize(values);
}
