using EngineApi.Containerd.Images;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Containerd.Tests.Images;

public sealed class ImageStoreTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_is_stored_moved_and_forgotten()
    {
        var images = containerd.Client.Images;
        var image = new ImageRecord("example.org/a:1", Target('1')) { Labels = new Dictionary<string, string> { ["k"] = "v" } };
        await images.CreateAsync(image, Cancel);
        var read = await images.GetAsync("example.org/a:1", Cancel);
        Assert.Equal((image.Target.Digest, 7L, ManifestType), (read.Target.Digest, read.Target.Size, read.Target.MediaType));
        Assert.Equal("v", read.Labels["k"]);

        await Refused.WithAsync(ContainerdErrorKind.AlreadyExists, () => images.CreateAsync(image, Cancel), "example.org/a:1");
        var moved = await images.CreateOrUpdateAsync(image with { Target = Target('2') }, Cancel);
        Assert.Equal(Target('2').Digest, moved.Target.Digest);

        var labelled = await images.UpdateAsync(image with { Labels = new Dictionary<string, string> { ["n"] = "m" } }, ["labels.n"], Cancel);
        Assert.Equal(("v", "m"), (labelled.Labels["k"], labelled.Labels["n"]));
        Assert.Equal(Target('2').Digest, labelled.Target.Digest);

        await images.DeleteAsync("example.org/a:1", sync: true, Cancel);
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => images.GetAsync("example.org/a:1", Cancel), "example.org/a:1");
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => images.DeleteAsync("example.org/a:1", cancellationToken: Cancel), "example.org/a:1");
    }

    [Fact]
    public async Task A_list_can_be_filtered()
    {
        await containerd.Client.Images.CreateAsync(new("example.org/list:1", Target('3')), Cancel);
        await containerd.Client.Images.CreateAsync(new("example.org/list:2", Target('4')), Cancel);
        var found = await containerd.Client.Images.ListAsync([$"target.digest==\"{Target('4').Digest}\""], Cancel);
        Assert.Equal("example.org/list:2", Assert.Single(found).Name);
    }

    [Fact]
    public async Task A_test_image_holds_its_content_and_goes_with_its_name()
    {
        var image = await TestImage.AddBusyboxAsync(containerd.Client);
        Assert.Empty(await containerd.Client.Leases.ListAsync(cancellationToken: Cancel));
        Assert.NotNull(await containerd.Client.Content.FindAsync(image.Target.Digest, Cancel));
        await containerd.Client.Images.DeleteAsync(image.Name, sync: true, Cancel);
        Assert.Null(await containerd.Client.Content.FindAsync(image.Target.Digest, Cancel));
    }

    private static Descriptor Target(char digit) => new(ManifestType, "sha256:" + new string(digit, 64), 7);
}
