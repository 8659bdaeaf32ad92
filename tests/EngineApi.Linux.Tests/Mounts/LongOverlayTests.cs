using EngineApi.Linux.Mounts;
using Xunit;

namespace EngineApi.Linux.Tests.Mounts;

public sealed class LongOverlayTests
{
    [Theory]
    [InlineData("index=off,lowerdir=/a/s/12/fs:/a/s/1/fs,x=y", "/a/s/", "index=off,lowerdir=12/fs:1/fs,x=y")]
    [InlineData("lowerdir=/a/one:/b/two", "/", "lowerdir=a/one:b/two")]
    [InlineData("lowerdir=a:b", "/", "lowerdir=a:b")]
    [InlineData("index=off", "/", "index=off")]
    public void Layers_are_named_from_what_they_have_in_common(string data, string directory, string shorter) =>
        Assert.Equal((directory, shorter), LongOverlay.Shorten(data));

    [Theory]
    [InlineData("overlay", 4095, false)]
    [InlineData("overlay", 4096, true)]
    [InlineData("tmpfs", 5000, false)]
    public void Only_an_overlay_with_a_page_of_options_needs_it(string type, int length, bool expected) =>
        Assert.Equal(expected, LongOverlay.IsNeeded(type, new string('x', length)));
}
