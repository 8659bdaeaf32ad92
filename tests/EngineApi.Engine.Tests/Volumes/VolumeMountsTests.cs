using EngineApi.Engine.Volumes;
using EngineApi.Linux.Mounts;
using Xunit;

namespace EngineApi.Engine.Tests.Volumes;

public sealed class VolumeMountsTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public async Task A_volume_has_its_options_however_often_it_goes_and_comes()
    {
        const string Name = "shared-tmpfs";
        var (mounts, table) = (fixture.Engine.Get<VolumeMounts>(), fixture.Engine.Get<VolumeTable>());
        var target = (await fixture.Engine.Get<CreateVolume>().ExecuteAsync(
            new() { Name = Name, DriverOpts = new() { ["type"] = "tmpfs", ["device"] = "tmpfs", ["o"] = "size=1m,noexec" } }, CancellationToken.None)).Mountpoint;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(user => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await mounts.UseAsync(table.Find(Name), $"user{user}");
                Assert.Contains($" {target} tmpfs rw,noexec,", await File.ReadAllTextAsync("/proc/self/mounts"), StringComparison.Ordinal);
                mounts.Leave(Name, $"user{user}");
            }
        })));
        Assert.DoesNotContain(MountEntry.ReadAll(), mount => mount.MountPoint == target);
        await fixture.Engine.Get<RemoveVolume>().ExecuteAsync(Name, force: false, CancellationToken.None);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("password2")]
    [InlineData("pass")]
    [InlineData("pass2")]
    public void A_password_is_not_told(string key) =>
        Assert.Equal($", data: user=pass,{key}=********", VolumeMounts.Told(["user=pass", key + "=secret=more"]));
}
