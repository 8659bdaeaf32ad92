using EngineApi.Wire.Images;
using Xunit;

namespace EngineApi.Wire.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:06843a4ab7c0340a7d24db5b6af684165d29173be184c5087d72d5a3d2095ef8";

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox", "busybox")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36", "busybox:1.36")]
    [InlineData("library/busybox", "docker.io/library/busybox", "busybox")]
    [InlineData("docker.io/busybox", "docker.io/library/busybox", "busybox")]
    [InlineData("index.docker.io/library/busybox", "docker.io/library/busybox", "busybox")]
    [InlineData("user/app", "docker.io/user/app", "user/app")]
    [InlineData("library/a/b", "docker.io/library/a/b", "library/a/b")]
    [InlineData("127.0.0.1:5000/gold:1", "127.0.0.1:5000/gold:1", "127.0.0.1:5000/gold:1")]
    [InlineData("localhost/app", "localhost/app", "localhost/app")]
    [InlineData("ghcr.io/a/b_c/d__e/f-g.h:V1.0", "ghcr.io/a/b_c/d__e/f-g.h:V1.0", "ghcr.io/a/b_c/d__e/f-g.h:V1.0")]
    [InlineData("[2001:db8::1]:5000/app", "[2001:db8::1]:5000/app", "[2001:db8::1]:5000/app")]
    [InlineData("HOST/app", "HOST/app", "HOST/app")]
    [InlineData("busybox@" + Digest, "docker.io/library/busybox@" + Digest, "busybox@" + Digest)]
    [InlineData("busybox:1@" + Digest, "docker.io/library/busybox:1@" + Digest, "busybox:1@" + Digest)]
    public void A_name_is_completed_and_shortened(string text, string canonical, string familiar)
    {
        var reference = ImageReference.Parse(text);
        Assert.Equal(canonical, reference.Canonical);
        Assert.Equal(familiar, reference.Familiar);
        Assert.Equal(reference, ImageReference.Parse(canonical));
    }

    [Theory]
    [InlineData("", "invalid reference format")]
    [InlineData(":tag", "invalid reference format")]
    [InlineData("busy box", "invalid reference format")]
    [InlineData("busybox:", "invalid reference format")]
    [InlineData("busybox:1\n", "invalid reference format")]
    [InlineData("-busybox", "invalid reference format")]
    [InlineData("a//b", "invalid reference format")]
    [InlineData("a___b", "invalid reference format")]
    [InlineData("http://host/app", "invalid reference format")]
    [InlineData("busybox@sha256:1234", "invalid reference format")]
    [InlineData("GOLD", "invalid reference format: repository name (library/GOLD) must be lowercase")]
    [InlineData("user/App:1", "invalid reference format: repository name (user/App) must be lowercase")]
    [InlineData("busybox@md5:06843a4ab7c0340a7d24db5b6af68416", "unsupported digest algorithm")]
    [InlineData("busybox@sha256:06843a4ab7c0340a7d24db5b6af68416", "invalid checksum digest length")]
    [InlineData("06843a4ab7c0340a7d24db5b6af684165d29173be184c5087d72d5a3d2095ef8", "invalid repository name (06843a4ab7c0340a7d24db5b6af684165d29173be184c5087d72d5a3d2095ef8), cannot specify 64-byte hexadecimal strings")]
    public void A_bad_name_is_refused(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<FormatException>(() => ImageReference.Parse(text)).Message);
        Assert.False(ImageReference.TryParse(text, out _));
    }

    [Fact]
    public void Lengths_are_limited()
    {
        Assert.Equal(128, ImageReference.Parse("a:" + new string('t', 128)).Tag!.Length);
        Assert.Throws<FormatException>(() => ImageReference.Parse("a:" + new string('t', 129)));
        Assert.Equal("repository name must not be more than 255 characters", Assert.Throws<FormatException>(() => ImageReference.Parse("u/" + new string('a', 254))).Message);
    }

    [Fact]
    public void Parts_can_be_exchanged()
    {
        var reference = ImageReference.Parse("busybox");
        Assert.Equal("busybox:latest", reference.TagOrLatest().Familiar);
        Assert.Equal("busybox@" + Digest, reference.WithDigest(Digest).TagOrLatest().Familiar);
        Assert.Equal("busybox:2", ImageReference.Parse("busybox:1@" + Digest).WithTag("2").Familiar);
        Assert.Equal("busybox", ImageReference.Parse("busybox:1").NameOnly().Familiar);
        Assert.Equal("invalid tag format", Assert.Throws<FormatException>(() => reference.WithTag("a/b")).Message);
    }

    [Fact]
    public void A_hostile_name_is_refused_at_once()
    {
        var start = TimeProvider.System.GetTimestamp();
        Assert.False(ImageReference.TryParse(string.Concat(Enumerable.Repeat("a-", 20_000)) + "!", out _));
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
    }
}
