using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Oci;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Spec;

public class SpecMountsTests
{
    private static OciMount At(OciSpec spec, string destination) => spec.Mounts!.Single(mount => mount.Destination == destination);

    private static ResolvedMount Bind(string destination) => new() { Type = "bind", Source = "/host", Destination = destination };

    [Fact]
    public void Own_mounts_are_Dockers() => Assert.Equal(
        ["/dev", "/proc", "/sys", "/dev/mqueue", "/dev/pts", "/dev/shm", "/sys/fs/cgroup"],
        Given.Spec().Mounts!.OrderBy(mount => mount.Destination.Count(c => c == '/')).ThenBy(mount => mount.Destination, StringComparer.Ordinal)
            .Select(mount => mount.Destination));

    [Fact]
    public void Shared_memory_has_the_size_asked_for() =>
        Assert.Contains("size=1048576", At(Given.Spec(host => host.ShmSize = 1 << 20), "/dev/shm").Options!);

    [Theory]
    [InlineData("host", "/dev/shm")]
    [InlineData("shareable", "/run/shm/abc")]
    public void Shared_memory_of_others_is_a_bind(string mode, string source)
    {
        var input = Given.Input(host => host.IpcMode = mode) with { ShmPath = mode == "host" ? null : source };
        Assert.Equal(source, At(ContainerSpecBuilder.Build(input), "/dev/shm").Source);
    }

    [Fact]
    public void Without_ipc_there_is_no_shared_memory() =>
        Assert.DoesNotContain(Given.Spec(host => host.IpcMode = "none").Mounts!, mount => mount.Destination == "/dev/shm");

    [Fact]
    public void A_mount_of_the_users_takes_the_place_of_ours()
    {
        var spec = Given.Spec(Bind("/dev"));
        Assert.Equal("/host", At(spec, "/dev").Source);
        Assert.DoesNotContain(spec.Mounts!, mount => mount.Destination.StartsWith("/dev/", StringComparison.Ordinal));
    }

    [Fact]
    public void Parents_are_mounted_before_children()
    {
        var input = Given.Input() with { Mounts = [Bind("/etc")], Files = new ContainerFilePaths("/h", "/n", "/r") };
        var order = ContainerSpecBuilder.Build(input).Mounts!.Select(mount => mount.Destination).ToList();
        Assert.True(order.IndexOf("/etc") < order.IndexOf("/etc/hosts"));
    }

    [Fact]
    public void A_file_that_the_user_mounts_is_the_users()
    {
        var input = Given.Input() with { Mounts = [Bind("/etc/hosts")], Files = new ContainerFilePaths("/h", "/n", "/r") };
        Assert.Equal("/host", At(ContainerSpecBuilder.Build(input), "/etc/hosts").Source);
    }

    [Fact]
    public void A_read_only_root_makes_our_files_read_only_and_leaves_user_mounts_alone()
    {
        var input = Given.Input(host => host.ReadonlyRootfs = true) with
        {
            Mounts = [Bind("/data")], Files = new ContainerFilePaths("/h", "/n", "/r"),
        };
        var spec = ContainerSpecBuilder.Build(input);
        Assert.True(spec.Root!.Readonly);
        Assert.Contains("ro", At(spec, "/etc/hosts").Options!);
        Assert.DoesNotContain("ro", At(spec, "/data").Options!);
        Assert.DoesNotContain("ro", At(spec, "/dev/shm").Options!);
    }

    [Fact]
    public void A_bind_is_recursive_and_private_unless_told() => Assert.Equal(["rbind", "rprivate"], At(Given.Spec(Bind("/x")), "/x").Options);

    [Fact]
    public void A_read_only_bind_reaches_what_is_mounted_below()
    {
        var bind = Bind("/x") with { ReadOnly = true };
        Assert.Equal(["rbind", "ro", "rro", "rprivate"], At(Given.Spec(bind), "/x").Options);
        Assert.Equal(["rbind", "ro", "rprivate"], At(Given.Spec(bind with { ReadOnlyDepth = ReadOnlyDepth.NonRecursive }), "/x").Options);
    }

    [Fact]
    public void A_recursive_read_only_bind_is_refused_where_the_kernel_cannot()
    {
        var input = Given.Input() with
        {
            Host = Given.Host with { RecursiveReadOnly = false },
            Mounts = [Bind("/x") with { ReadOnly = true, ReadOnlyDepth = ReadOnlyDepth.Recursive }],
        };
        Assert.StartsWith("failed to set up recursive read-only mount", Given.Refusal(() => ContainerSpecBuilder.Build(input)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rshared", "shared")]
    [InlineData("slave", "rslave")]
    [InlineData("", null)]
    public void The_root_lets_propagation_through(string propagation, string? root) =>
        Assert.Equal(root, Given.Spec(Bind("/x") with { Propagation = propagation }).Linux!.RootfsPropagation);
}
