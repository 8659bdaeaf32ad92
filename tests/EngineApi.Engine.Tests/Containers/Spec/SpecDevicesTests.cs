using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Oci;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Spec;

public class SpecDevicesTests
{
    private static (IReadOnlyList<OciDevice>? Nodes, IReadOnlyList<OciDeviceCgroup> Rules) For(Action<HostConfig> change) =>
        SpecDevices.For(Given.HostConfig(change), Given.Host.Devices);

    [Fact]
    public void Everything_is_denied_first() => Assert.Equal(new OciDeviceCgroup { Access = "rwm" }, For(_ => { }).Rules[0]);

    [Fact]
    public void A_device_gets_its_node_and_its_rule()
    {
        var (nodes, rules) = For(host =>
            host.Devices = [new DeviceMapping { PathOnHost = "/dev/fuse", PathInContainer = "/dev/other", CgroupPermissions = "rw" }]);
        Assert.Equal(new OciDevice { Path = "/dev/other", Type = "c", Major = 10, Minor = 229, FileMode = 438, Uid = 0, Gid = 0 }, Assert.Single(nodes!));
        Assert.Equal(new OciDeviceCgroup { Allow = true, Type = "c", Major = 10, Minor = 229, Access = "rw" }, rules[^1]);
    }

    [Fact]
    public void A_directory_gives_all_its_devices() => Assert.Equal("/dev/sound/seq", Assert.Single(
        For(host => host.Devices = [new DeviceMapping { PathOnHost = "/dev/snd", PathInContainer = "/dev/sound" }]).Nodes!).Path);

    [Theory]
    [InlineData("/nosuch", "no such file or directory")]
    [InlineData("/etc/passwd", "not a device node")]
    public void What_is_no_device_is_refused(string path, string why) => Assert.Equal(
        $"error gathering device information while adding custom device \"{path}\": {why}",
        Given.Refusal(() => For(host => host.Devices = [new DeviceMapping { PathOnHost = path }])));

    [Fact]
    public void A_rule_may_leave_numbers_open() =>
        Assert.Equal(new OciDeviceCgroup { Allow = true, Type = "c", Major = 42, Access = "rmw" }, SpecDevices.Rule("c 42:* rmw"));

    [Theory]
    [InlineData("c 42:* rmw\n")]
    [InlineData("c 42 rmw")]
    [InlineData("x 1:1 r")]
    [InlineData("c 1:1 q")]
    public void A_rule_that_is_none_is_refused(string rule) =>
        Assert.Equal($"invalid device cgroup rule format: '{rule}'", Given.Refusal(() => SpecDevices.Rule(rule)));

    [Fact]
    public void Requests_by_capability_are_refused_by_name() => Assert.Equal(
        "could not select device driver \"nvidia\" with capabilities: [[gpu utility]]",
        Given.Refusal(() => For(host => host.DeviceRequests = [new DeviceRequest { Driver = "nvidia", Capabilities = [["gpu", "utility"]] }])));
}
