using System.Text.Json;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Oci;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Spec;

public class ContainerSpecBuilderTests
{
    private static string[] Namespaces(Action<HostConfig>? host = null) =>
        [.. Given.Spec(host).Linux!.Namespaces!.Select(entry => entry.Type).Order(StringComparer.Ordinal)];

    [Fact]
    public void A_container_has_namespaces_of_its_own() => Assert.Equal(["ipc", "mount", "network", "pid", "uts"], Namespaces());

    [Fact]
    public void Host_modes_leave_namespaces_out() => Assert.Equal(["mount"], Namespaces(host =>
        (host.NetworkMode, host.PidMode, host.IpcMode, host.UTSMode) = ("host", "host", "host", "host")));

    [Fact]
    public void A_private_cgroup_namespace_is_a_namespace() => Assert.Contains("cgroup", Namespaces(host => host.CgroupnsMode = "private"));

    [Fact]
    public void Another_containers_namespaces_are_joined_by_path()
    {
        var input = Given.Input(host => (host.NetworkMode, host.PidMode) = ("container:web", "container:web")) with
        {
            Namespaces = new NamespacePaths { Network = NamespacePaths.Of(7, "net"), Pid = NamespacePaths.Of(7, "pid") },
        };
        var namespaces = ContainerSpecBuilder.Build(input).Linux!.Namespaces!;
        Assert.Contains(new OciNamespace { Type = "network", Path = "/proc/7/ns/net" }, namespaces);
        Assert.Contains(new OciNamespace { Type = "pid", Path = "/proc/7/ns/pid" }, namespaces);
    }

    [Theory]
    [InlineData("", "/engineapi/0123456789ab")]
    [InlineData("/custom/deep/", "/custom/deep/0123456789ab")]
    [InlineData("custom", "/custom/0123456789ab")]
    [InlineData("../../up", "/up/0123456789ab")]
    [InlineData("/a/../..", "/0123456789ab")]
    public void The_cgroup_is_below_its_parent(string parent, string path) =>
        Assert.Equal(path, Given.Spec(host => host.CgroupParent = parent).Linux!.CgroupsPath);

    [Fact]
    public void Privileged_masks_nothing_and_filters_nothing()
    {
        var spec = Given.Spec(host => host.Privileged = true);
        Assert.Null(spec.Linux!.MaskedPaths);
        Assert.Null(spec.Linux.ReadonlyPaths);
        Assert.Null(spec.Linux.Seccomp);
        Assert.Contains("rw", spec.Mounts!.Single(mount => mount.Destination == "/sys").Options!);
        Assert.Equal(["/dev/fuse", "/dev/sda"], spec.Linux.Devices!.Select(device => device.Path));
        Assert.Equal([new OciDeviceCgroup { Allow = true, Access = "rwm" }], spec.Linux.Resources!.Devices);
    }

    [Fact]
    public void Masked_paths_are_Dockers_unless_named()
    {
        Assert.Contains("/proc/kcore", Given.Spec().Linux!.MaskedPaths!);
        Assert.Empty(Given.Spec(host => host.MaskedPaths = []).Linux!.MaskedPaths!);
    }

    [Fact]
    public void Unprivileged_ports_and_ping_are_free_in_a_network_of_ones_own()
    {
        Assert.Equal("0", Given.Spec().Linux!.Sysctl!["net.ipv4.ip_unprivileged_port_start"]);
        Assert.Null(Given.Spec(host => host.NetworkMode = "host").Linux!.Sysctl);
    }

    [Theory]
    [InlineData("host", "private", "net.core.somaxconn", "sysctl \"net.core.somaxconn\" not allowed in host network namespace")]
    [InlineData("bridge", "host", "kernel.shmmax", "sysctl \"kernel.shmmax\" is not allowed in the hosts ipc namespace")]
    [InlineData("bridge", "private", "vm.swappiness", "sysctl \"vm.swappiness\" is not in a separate kernel namespace")]
    public void A_sysctl_must_not_change_the_host(string network, string ipc, string name, string message) => Assert.Equal(message, Given.Refusal(() =>
        Given.Spec(host => (host.NetworkMode, host.IpcMode, host.Sysctls) = (network, ipc, new() { [name] = "1" }))));

    [Fact]
    public void The_domain_is_set_with_the_hostname()
    {
        var spec = Given.Spec(config: config => config.Domainname = "example.org");
        Assert.Equal("abc", spec.Hostname);
        Assert.Equal("example.org", spec.Linux!.Sysctl!["kernel.domainname"]);
        Assert.Null(Given.Spec(host => host.UTSMode = "host").Hostname);
    }

    [Fact]
    public void AppArmor_is_named_only_where_it_is_enabled()
    {
        Assert.Null(Given.Spec(host => host.SecurityOpt = ["apparmor=mine"]).Process!.ApparmorProfile);
        var enabled = Given.Host with { AppArmor = true, AppArmorProfile = "default" };
        Assert.Equal("default", ContainerSpecBuilder.Build(Given.Input() with { Host = enabled }).Process!.ApparmorProfile);
        Assert.Equal("mine", ContainerSpecBuilder.Build(
            Given.Input(host => host.SecurityOpt = ["apparmor=mine"]) with { Host = enabled }).Process!.ApparmorProfile);
        Assert.Equal("unconfined", ContainerSpecBuilder.Build(
            Given.Input(host => host.Privileged = true) with { Host = enabled }).Process!.ApparmorProfile);
    }

    [Fact]
    public void The_json_has_the_specifications_names_and_no_nulls()
    {
        var json = JsonSerializer.Serialize(Given.Spec(host => host.Memory = 1 << 30), OciJson.Default.OciSpec);
        Assert.Contains("\"ociVersion\":\"1.0.2\"", json, StringComparison.Ordinal);
        Assert.Contains("\"root\":{\"path\":\"rootfs\",\"readonly\":false}", json, StringComparison.Ordinal);
        Assert.Contains("\"memory\":{\"limit\":1073741824}", json, StringComparison.Ordinal);
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, OciJson.Default.OciSpec), OciJson.Default.OciSpec));
    }

    [Theory]
    [InlineData("nonsense", "invalid --security-opt 1: \"nonsense\"")]
    [InlineData("userns=keep-id", "invalid --security-opt 2: \"userns=keep-id\"")]
    [InlineData("no-new-privileges=perhaps", "invalid --security-opt 2: \"no-new-privileges=perhaps\"")]
    public void An_unknown_security_option_is_refused(string option, string message) =>
        Assert.Equal(message, Given.Refusal(() => SecurityOptions.Parse([option])));
}
