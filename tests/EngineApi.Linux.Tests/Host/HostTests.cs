using EngineApi.Linux.Devices;
using EngineApi.Linux.Host;
using Xunit;

namespace EngineApi.Linux.Tests.Host;

public sealed class HostTests
{
    [Fact]
    public void Groups_are_found_by_name_before_number()
    {
        string[] lines = ["root:x:0:", "# comment", "docker:x:998:ann,bob", "998:x:7:"];
        Assert.Equal(998u, UnixGroup.Find("docker", lines)!.Id);
        Assert.Equal(["ann", "bob"], UnixGroup.Find("docker", lines)!.Members);
        Assert.Equal(7u, UnixGroup.Find("998", lines)!.Id);
        Assert.Equal("root", UnixGroup.Find("0", lines)!.Name);
        Assert.Null(UnixGroup.Find("none", lines));
    }

    [Fact]
    public void Bounding_set_is_read_by_number()
    {
        Assert.Equal(["CAP_CHOWN", "CAP_FOWNER"], CapabilityBoundingSet.Parse("Name:\tx\nCapBnd:\t0000000000000009\n"));
        var all = CapabilityBoundingSet.Parse("CapBnd:\t000001fffeffffff");
        Assert.DoesNotContain("CAP_SYS_RESOURCE", all);
        Assert.Equal(40, all.Count);
        Assert.Throws<FormatException>(() => CapabilityBoundingSet.Parse("CapInh:\t0"));
        Assert.NotNull(CapabilityBoundingSet.Read());
    }

    [Fact]
    public void Os_release_is_unquoted()
    {
        var values = OsRelease.Parse("# c\nPRETTY_NAME=\"Debian \\\"12\\\"\"\nID=debian\nX='a b'\n");
        Assert.Equal(("Debian \"12\"", "debian", "a b"), (values["PRETTY_NAME"], values["ID"], values["X"]));
    }

    [Fact]
    public void Facts_of_this_machine_are_plausible()
    {
        var facts = SystemFacts.Read();
        Assert.Matches(@"^\d+\.\d+", facts.KernelVersion);
        Assert.True(facts.MemoryTotal > 64 << 20 && facts.CpuCount > 0);
        Assert.Contains(facts.GoArchitecture, (string[])["amd64", "arm64", "arm", "386"]);
        Assert.Equal(2048, SystemFacts.ParseMemoryTotal("MemTotal:      2 kB\nMemFree: 1 kB"));
    }

    [Fact]
    public void Device_nodes_are_told()
    {
        var device = DeviceNode.Find("/dev/null")!;
        Assert.Equal(('c', 1L, 3L), (device.Type, device.Major, device.Minor));
        Assert.Null(DeviceNode.Find("/etc/passwd"));
        Assert.Null(DeviceNode.Find("/dev/not-there"));
        Assert.Contains(DeviceNode.Below("/dev"), found => found.Path == "/dev/null");
    }
}
