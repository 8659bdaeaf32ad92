using EngineApi.Engine;
using EngineApi.Server.Containers;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Server.Tests.Containers;

public class MountsOfVersionTests
{
    private static Mount Apply(Mount mount, int minor)
    {
        MountsOfVersion.Apply(new ContainerCreateRequest { HostConfig = new() { Mounts = [mount] } }, new ApiVersion(1, minor));
        return mount;
    }

    [Theory]
    [InlineData(43, "BindOptions.ReadOnlyForceRecursive needs API v1.44 or newer")]
    [InlineData(44, null)]
    public void Recursive_is_not_passed_over(int minor, string? message) =>
        Says(message, () => Apply(new() { Type = "bind", BindOptions = new() { ReadOnlyForceRecursive = true } }, minor));

    [Theory]
    [InlineData(44, "VolumeOptions.Subpath needs API v1.45 or newer")]
    [InlineData(45, null)]
    public void A_subpath_is_not_passed_over(int minor, string? message) =>
        Says(message, () => Apply(new() { Type = "volume", VolumeOptions = new() { Subpath = "a" } }, minor));

    [Theory]
    [InlineData(47, "Mount type \"Image\" needs API v1.48 or newer")]
    [InlineData(48, null)]
    public void Images_are_mounted_since_1_48(int minor, string? message) => Says(message, () => Apply(new() { Type = "image" }, minor));

    [Theory]
    [InlineData(39, false, false)]
    [InlineData(40, true, false)]
    [InlineData(41, true, false)]
    [InlineData(42, true, true)]
    public void What_came_later_is_passed_over(int minor, bool nonRecursive, bool createMountpoint)
    {
        var options = Apply(new() { Type = "bind", BindOptions = new() { NonRecursive = true, CreateMountpoint = true } }, minor).BindOptions!;
        Assert.Equal((nonRecursive, createMountpoint), (options.NonRecursive, options.CreateMountpoint));
    }

    [Fact]
    public void Options_of_other_types_are_refused_since_1_42()
    {
        var mount = Apply(new() { Type = "bind", VolumeOptions = new(), TmpfsOptions = new() }, 41);
        Assert.True(mount is { VolumeOptions: null, TmpfsOptions: null });
        Says("VolumeOptions must not be specified on mount type \"bind\"", () => Apply(new() { Type = "bind", VolumeOptions = new() }, 42));
        Says("BindOptions must not be specified on mount type \"tmpfs\"", () => Apply(new() { Type = "tmpfs", BindOptions = new() }, 51));
        Says("TmpfsOptions must not be specified on mount type \"image\"", () => Apply(new() { Type = "image", TmpfsOptions = new() }, 51));
    }

    [Theory]
    [InlineData(43, true)]
    [InlineData(44, false)]
    public void Read_only_reaches_down_since_1_44(int minor, bool nonRecursive)
    {
        var request = new ContainerCreateRequest();
        MountsOfVersion.Apply(request, new ApiVersion(1, minor));
        Assert.Equal(nonRecursive, request.ReadOnlyNonRecursive);
    }

    private static void Says(string? message, Action apply)
    {
        var error = Record.Exception(apply);
        Assert.Equal(message, error?.Message);
        Assert.True(error is null or EngineException { Kind: ErrorKind.InvalidParameter });
    }
}
