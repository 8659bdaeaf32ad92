using System.Text.Json;
using EngineApi.Wire.Images;
using Xunit;

namespace EngineApi.Wire.Tests.Images;

/// <summary>The same image as a real daemon showed it to clients of three versions.</summary>
public sealed class ShapeTests
{
    [Theory]
    [InlineData(41)]
    [InlineData(44)]
    [InlineData(51)]
    public void Image_inspect_takes_the_form_of_a_version(int minor)
    {
        var image = JsonSerializer.Deserialize(Golden.Json("image-v1.41"), WireJson.HtmlEscaped.ImageInspect)!;
        image.ShapeFor(new ApiVersion(1, minor));
        Assert.Equal(Golden.Json($"image-v1.{minor}"), JsonSerializer.Serialize(image, WireJson.HtmlEscaped.ImageInspect));
    }

    [Theory]
    [InlineData(41)]
    [InlineData(44)]
    [InlineData(51)]
    public void Image_list_takes_the_form_of_a_version(int minor)
    {
        var images = JsonSerializer.Deserialize(Golden.Json("images-v1.51"), WireJson.Default.ImageSummaryList)!;
        foreach (var image in images) image.ShapeFor(new ApiVersion(1, minor));
        // Images of one second are listed in no particular order.
        Assert.Equal(Entries(JsonSerializer.Deserialize(Golden.Json($"images-v1.{minor}"), WireJson.Default.ImageSummaryList)!), Entries(images));
    }

    [Fact]
    public void An_untagged_image_carried_placeholders_before_1_43()
    {
        var image = new ImageSummary { Id = "sha256:1" };
        image.ShapeFor(new ApiVersion(1, 42));
        Assert.Equal(["<none>:<none>"], image.RepoTags!);
        Assert.Equal(["<none>@<none>"], image.RepoDigests!);

        image = new ImageSummary { Id = "sha256:1" };
        image.ShapeFor(ApiVersion.Max);
        Assert.Empty(image.RepoTags!);
    }

    [Fact]
    public void Info_takes_the_form_of_a_version()
    {
        var info = JsonSerializer.Deserialize(Golden.Json("info"), WireJson.Default.SystemInfo)!;
        info.ShapeFor(new ApiVersion(1, 44));
        Assert.Equal(Golden.Json("info"), JsonSerializer.Serialize(info, WireJson.Default.SystemInfo));

        info.ShapeFor(ApiVersion.Max);
        string json = JsonSerializer.Serialize(info, WireJson.Default.SystemInfo);
        Assert.DoesNotContain("BridgeNf", json, StringComparison.Ordinal);
        Assert.DoesNotContain("Expected", json, StringComparison.Ordinal);
    }

    private static List<string> Entries(List<ImageSummary> images) =>
        [.. images.Select(image => JsonSerializer.Serialize(image, WireJson.Default.ImageSummary)).Order(StringComparer.Ordinal)];
}
