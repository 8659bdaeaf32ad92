using System.IO.Compression;
using System.Text;
using EngineApi.Engine.Images;
using EngineApi.Engine.Images.Archive;
using Xunit;
using Compression = EngineApi.Engine.Images.Archive.Compression;

namespace EngineApi.Engine.Tests.Images.Archive;

public sealed class ArchiveReaderTests
{
    private readonly List<string> _stored = [];

    [Fact]
    public async Task Keeps_documents_and_stores_every_other_file()
    {
        var tar = new TarBuilder()
            .Directory("abc/").File("abc/VERSION", "1.0").File("abc/json", "{}").File("abc/layer.tar", "layer")
            .File("manifest.json", "[]").File("./index.json", "{}").File("oci-layout", "{}").File("repositories", "{}");

        var archive = await ReadAsync(tar.ToArray());

        Assert.Equal("[]", Encoding.UTF8.GetString(archive.DockerManifest!));
        Assert.Equal("{}", Encoding.UTF8.GetString(archive.Index!));
        Assert.Equal(Digests.Of("layer"u8), archive.Find("abc/layer.tar").Digest);
        Assert.Equal([Digests.Of("layer"u8)], _stored);
    }

    [Fact]
    public async Task Follows_links_as_older_docker_save_writes_them()
    {
        var tar = new TarBuilder()
            .File("one/layer.tar", "layer").Symlink("two/layer.tar", "../one/layer.tar").Hardlink("three.tar", "two/layer.tar");

        var archive = await ReadAsync(tar.ToArray());

        Assert.Equal(Digests.Of("layer"u8), archive.Find("./three.tar").Digest);
    }

    [Fact]
    public async Task A_blob_has_to_have_the_digest_its_name_says()
    {
        var digest = Digests.Of("right"u8);
        var archive = await ReadAsync(new TarBuilder().File("blobs/sha256/" + digest[7..], "right").ToArray());
        Assert.True(archive.TryFindDigest(digest, out var blob));
        Assert.Equal(5, blob.Size);

        await RefusesAsync(new TarBuilder().File("blobs/sha256/" + digest[7..], "wrong"), "digest");
        await RefusesAsync(new TarBuilder().File("blobs/sha256/zz", "wrong"), "is not named by a sha256 digest");
    }

    [Theory]
    [InlineData("../evil", "leads out of the archive")]
    [InlineData("a/../../evil", "leads out of the archive")]
    [InlineData("/etc/passwd", "leads out of the archive")]
    public Task Names_may_not_leave_the_archive(string name, string message) =>
        RefusesAsync(new TarBuilder().File(name, "x"), message);

    [Fact]
    public async Task Links_may_not_leave_the_archive_or_go_in_circles()
    {
        await RefusesAsync(new TarBuilder().Symlink("a/layer.tar", "../../x"), "leads out of the archive");
        await RefusesAsync(new TarBuilder().Symlink("layer.tar", "/x"), "leads out of the archive");

        var circle = await ReadAsync(new TarBuilder().Symlink("a/1", "2").Symlink("a/2", "1").ToArray());
        Assert.Contains("too many links", Assert.Throws<EngineException>(() => circle.Find("a/1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_name_may_come_twice_only_with_the_same_contents()
    {
        await ReadAsync(new TarBuilder().File("layer.tar", "x").File("layer.tar", "x").ToArray());
        await RefusesAsync(new TarBuilder().File("layer.tar", "x").File("layer.tar", "y"), "twice");
        await RefusesAsync(new TarBuilder().File("manifest.json", "[]").File("manifest.json", "{}"), "twice");
        await RefusesAsync(new TarBuilder().File("a", "x").Symlink("a", "b"), "twice");
    }

    [Fact]
    public Task Devices_and_fifos_have_no_place_in_an_image_archive() =>
        RefusesAsync(new TarBuilder().Fifo("pipe"), "neither a file, a directory nor a link");

    [Fact]
    public Task A_huge_manifest_is_refused() =>
        RefusesAsync(new TarBuilder().File("manifest.json", new byte[ArchiveLimits.Json + 1]), "more than the 4194304 allowed");

    [Fact]
    public Task A_huge_tar_header_is_refused() =>
        RefusesAsync(new TarBuilder().File(new string('a', ArchiveLimits.Header + 4096), "x"), "a tar header is larger");

    [Fact]
    public async Task What_a_document_names_must_be_there()
    {
        var archive = await ReadAsync(new TarBuilder().File("a", "x").ToArray());
        Assert.Contains("which it does not contain", Assert.Throws<EngineException>(() => archive.Find("b")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(5000)]
    public async Task A_truncated_archive_is_refused(int length)
    {
        var whole = new TarBuilder().File("layer.tar", new byte[10_000]).ToArray();
        await RefusesAsync(whole[..length], "unexpected EOF");
    }

    [Fact]
    public async Task A_size_that_cannot_be_is_an_early_end()
    {
        var tar = new TarBuilder().File("layer.tar", new byte[512]).ToArray();
        var header = tar.AsSpan().IndexOf("layer.tar\0"u8);
        Encoding.ASCII.GetBytes("77777777777\0").CopyTo(tar, header + 124);
        await Assert.ThrowsAsync<EngineException>(() => ReadAsync(tar));
    }

    [Fact]
    public async Task Garbage_is_not_an_archive()
    {
        var garbage = new byte[4096];
        new Random(7).NextBytes(garbage);
        await RefusesAsync(garbage, "archive/tar: invalid tar header");
        await RefusesAsync(Encoding.ASCII.GetBytes("not a tar"), "unexpected EOF");
    }

    [Fact]
    public async Task Knows_the_compression_of_what_it_stores()
    {
        using var gzip = new MemoryStream();
        await using (var packer = new GZipStream(gzip, CompressionLevel.Fastest, leaveOpen: true))
            packer.Write("layer"u8);
        var archive = await ReadAsync(new TarBuilder().File("plain", "x").File("packed", gzip.ToArray()).ToArray());
        Assert.Equal(Compression.None, archive.Find("plain").Compression);
        Assert.Equal(Compression.Gzip, archive.Find("packed").Compression);
    }

    private async Task RefusesAsync(TarBuilder tar, string message) => await RefusesAsync(tar.ToArray(), message);

    private async Task RefusesAsync(byte[] tar, string message)
    {
        var error = await Assert.ThrowsAsync<EngineException>(() => ReadAsync(tar));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private Task<ImageArchive> ReadAsync(byte[] tar) =>
        new ArchiveReader(StoreAsync).ReadAsync(new MemoryStream(tar), TestContext.Current.CancellationToken);

    private async Task<ArchiveBlob> StoreAsync(Stream data, long size, string? expected, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        await data.CopyToAsync(memory, cancellationToken);
        var digest = Digests.Of(memory.ToArray());
        if (expected is not null && digest != expected)
            throw EngineException.InvalidParameter($"digest {digest} is not {expected}");
        _stored.Add(digest);
        return new ArchiveBlob(digest, memory.Length, CompressionMagic.Detect(memory.ToArray()));
    }
}
