using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using EngineApi.Testing;

namespace EngineApi.Server.Tests.Conformance;

/// <summary>Archives as <c>docker save</c> writes them: the images that the recorded requests name.</summary>
internal static class GoldImage
{
    private const string SearchPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary><c>goldimg:1</c>, as a commit of the recorded container left it.</summary>
    public static async Task<byte[]> ArchiveAsync()
    {
        var below = await TestLayer.BusyboxAsync();
        var above = Tar(("root/.made", "by a container"u8.ToArray()));
        var config = $$$$"""
            {"architecture":"amd64","author":"a","comment":"c","created":"2026-11-21T23:10:27.348609766Z","docker_version":"28.5.2+dfsg4","os":"linux",
            "container":"1853dd499917c0af03d577034657791167ec5fca48596048fdd2af1bf3145f30","container_config":{"Hostname":"1853dd499917","Image":"busybox",
            "ExposedPorts":{"80/tcp":{}},"Env":["{{{{SearchPath}}}}"],"Cmd":["sh","-c","echo out; echo err >&2; sleep 300"],"Labels":{"a":"b"}},
            "config":{"ExposedPorts":{"80/tcp":{}},"Env":["{{{{SearchPath}}}}"],"Cmd":["sh","-c","echo out; echo err >&2; sleep 300"],"Labels":{"a":"b"}},
            "rootfs":{"type":"layers","diff_ids":["{{{{below.Digest}}}}","{{{{Digest(above)}}}}"]},
            "history":[{"created":"2026-11-21T22:47:46Z","comment":"Imported from -"},
            {"created":"2026-11-21T23:10:27.348609766Z","author":"a","created_by":"sh -c echo out; echo err >&2; sleep 300","comment":"c"}]}
            """;
        return Archive(config, ["goldimg:1"], [below.Tar, above]);
    }

    /// <summary><c>hello-world</c> under five names.</summary>
    public static byte[] HelloWorldArchive()
    {
        var layer = Tar(("hello", "#!/bin/sh\n"u8.ToArray()));
        var config = $$$$"""{"architecture":"amd64","os":"linux","created":"2026-11-21T22:47:49Z","config":{"Cmd":["/hello"]},"rootfs":{"type":"layers","diff_ids":["{{{{Digest(layer)}}}}"]},"history":[{"created":"2026-11-21T22:47:49Z"}]}""";
        return Archive(config, [.. new[] { "latest", "linux", "frozen", "amd64", "arm64" }.Select(static tag => "hello-world:" + tag)], [layer]);
    }

    private static byte[] Archive(string config, string[] tags, byte[][] layers)
    {
        var bytes = Encoding.UTF8.GetBytes(config);
        var name = Digest(bytes)[7..];
        var files = layers.Select(static layer => (Digest(layer)[7..] + "/layer.tar", layer)).Append((name + ".json", bytes)).ToList();
        var list = string.Join(',', tags.Select(static tag => $"\"{tag}\""));
        var order = string.Join(',', layers.Select(static layer => $"\"{Digest(layer)[7..]}/layer.tar\""));
        files.Add(("manifest.json", Encoding.UTF8.GetBytes($$"""[{"Config":"{{name}}.json","RepoTags":[{{list}}],"Layers":[{{order}}]}]""")));
        return Tar([.. files]);
    }

    private static byte[] Tar(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch });
        }
        return bytes.ToArray();
    }

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
