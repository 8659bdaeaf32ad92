using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Tests.Containers.Spec;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Json;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Mounts;

public class MountRequestsTests
{
    private static IReadOnlyList<MountRequest> Read(Action<HostConfig> host, Action<ContainerConfig>? config = null) =>
        MountRequests.Read(Given.Config(config), Given.HostConfig(host), path => path.StartsWith("/there", StringComparison.Ordinal));

    private static MountRequest Bind(string bind) => Assert.Single(Read(host => host.Binds = [bind]));

    private static MountRequest Mount(Mount mount) => Assert.Single(Read(host => host.Mounts = [mount]));

    [Fact]
    public void A_path_is_a_bind_whose_source_is_made() => Assert.Equal(
        new BindRequest { Source = "/a/b", Destination = "/c", CreateSource = true }, Bind("/a/./b/:/x/../c/"));

    [Fact]
    public void Options_of_a_bind_are_read() => Assert.Equal(
        new BindRequest { Source = "/a", Destination = "/b", ReadOnly = true, Propagation = "rslave", Mode = "ro,z,rslave", CreateSource = true },
        Bind("/a:/b:ro,z,rslave"));

    [Fact]
    public void A_name_is_a_volume() => Assert.Equal(
        new VolumeRequest { Name = "data", Destination = "/b", NoCopy = true, Mode = "nocopy" }, Bind("data:/b:nocopy"));

    [Fact]
    public void A_lone_destination_is_a_volume_without_a_name() => Assert.Equal(new VolumeRequest { Destination = "/b" }, Bind("/b"));

    [Theory]
    [InlineData("", "invalid volume specification: ''")]
    [InlineData(":/b", "invalid volume specification: ':/b'")]
    [InlineData("/a:/b:ro:z", "invalid volume specification: '/a:/b:ro:z'")]
    [InlineData("/a:ro", "invalid volume specification: '/a:ro'")]
    [InlineData("/a:/b:zz", "invalid mode: zz")]
    [InlineData("/a:/b:ro,rw", "invalid mode: ro,rw")]
    [InlineData("/a:b", "invalid volume specification: '/a:b': invalid mount config for type \"bind\": invalid mount path: 'b' mount path must be absolute")]
    [InlineData("/a:/", "invalid volume specification: '/a:/': invalid mount config for type \"bind\": invalid specification: destination can't be '/'")]
    [InlineData("ab:/b:rslave", "invalid volume specification: 'ab:/b:rslave': invalid mount config for type \"volume\": field BindOptions must not be specified")]
    [InlineData("/a:/b:nocopy", "invalid volume specification: '/a:/b:nocopy': invalid mount config for type \"bind\": field VolumeOptions must not be specified")]
    [InlineData("a:/b", "create a: volume name is too short, names should be at least two alphanumeric characters")]
    public void What_is_no_bind_is_refused(string bind, string message) => Assert.Equal(message, Given.Refusal(() => Bind(bind)));

    [Fact]
    public void A_relative_path_is_no_volume_name() =>
        Assert.Contains("includes invalid characters for a local volume name", Given.Refusal(() => Bind("./a:/b")), StringComparison.Ordinal);

    [Fact]
    public void A_line_ends_in_no_volume_name() =>
        Assert.Contains("includes invalid characters for a local volume name", Given.Refusal(() => VolumeName.Check("abc\n")), StringComparison.Ordinal);

    [Fact]
    public void A_bind_mount_says_everything() => Assert.Equal(
        new BindRequest
        {
            Source = "/there", Destination = "/b", ReadOnly = true, NonRecursive = true, ReadOnlyDepth = ReadOnlyDepth.NonRecursive,
            Propagation = "rshared",
        },
        Mount(new Mount
        {
            Type = "bind", Source = "/there", Target = "/b", ReadOnly = true,
            BindOptions = new BindOptions { Propagation = "rshared", NonRecursive = true },
        }));

    [Theory]
    [InlineData("bind", "", "/b", "field Source must not be empty")]
    [InlineData("bind", "/gone", "/b", "bind source path does not exist: /gone")]
    [InlineData("bind", "there", "/b", "invalid mount path: 'there' mount path must be absolute")]
    [InlineData("bind", "/there", "", "field Target must not be empty")]
    [InlineData("bind", "/there", "b", "invalid mount path: 'b' mount path must be absolute")]
    [InlineData("tmpfs", "/there", "/b", "field Source must not be specified")]
    [InlineData("npipe", "/there", "/b", "mount type unknown")]
    [InlineData("cluster", "there", "/b", "mount type unknown")]
    [InlineData("npipe", "/there", "b", "invalid mount path: 'b' mount path must be absolute")]
    [InlineData("image", "", "/b", "field Source must not be empty")]
    public void A_mount_that_is_none_is_refused(string type, string source, string target, string problem) => Assert.Equal(
        $"invalid mount config for type \"{type}\": {problem}",
        Given.Refusal(() => Mount(new Mount { Type = type, Source = source, Target = target })));

    [Fact]
    public void An_image_says_which_and_where_in_it() => Assert.Equal(
        new ImageRequest { Image = "tools:1", Destination = "/b", Subpath = "a/../b" },
        Mount(new Mount { Type = "image", Source = "tools:1", Target = "/b/", ImageOptions = new ImageOptions { Subpath = "a/../b" } }));

    [Theory]
    [InlineData("/etc")]
    [InlineData("..")]
    [InlineData("../etc")]
    [InlineData("a/../../etc")]
    public void A_subpath_that_leads_out_as_it_is_written_is_refused(string subpath)
    {
        Assert.Equal(
            "invalid mount config for type \"image\": subpath must be a relative path within the volume",
            Given.Refusal(() => Mount(new Mount { Type = "image", Source = "a", Target = "/b", ImageOptions = new ImageOptions { Subpath = subpath } })));
        Assert.Equal(
            "invalid mount config for type \"volume\": subpath must be a relative path within the volume",
            Given.Refusal(() => Mount(new Mount { Type = "volume", Source = "aa", Target = "/b", VolumeOptions = new VolumeOptions { Subpath = subpath } })));
    }

    [Fact]
    public void Options_of_another_type_are_refused() => Assert.Equal(
        "invalid mount config for type \"tmpfs\": field BindOptions must not be specified",
        Given.Refusal(() => Mount(new Mount { Type = "tmpfs", Target = "/b", BindOptions = new BindOptions() })));

    [Fact]
    public void A_source_may_be_asked_to_be_made() => Assert.True(Assert.IsType<BindRequest>(Mount(new Mount
    {
        Type = "bind", Source = "/gone", Target = "/b", BindOptions = new BindOptions { CreateMountpoint = true },
    })).CreateSource);

    [Theory]
    [InlineData("", "noexec nosuid nodev rprivate")]
    [InlineData("rw,exec,size=64m", "nosuid nodev rprivate rw exec size=64m")]
    [InlineData("size=1m,size=2m,mode=1777", "noexec nosuid nodev rprivate size=2m mode=1777")]
    public void A_tmpfs_has_defaults_that_options_override(string options, string complete) => Assert.Equal(
        complete.Split(' '), Assert.Single(Read(host => host.Tmpfs = new() { ["/t"] = options })).Resolved!.TmpfsOptions);

    [Fact]
    public void A_tmpfs_mount_has_size_and_mode() => Assert.Equal(
        ["noexec", "nosuid", "nodev", "rprivate", "ro", "mode=700", "size=4096"],
        Mount(new Mount { Type = "tmpfs", Target = "/t", ReadOnly = true, TmpfsOptions = new TmpfsOptions { SizeBytes = 4096, Mode = 448 } })
            .Resolved!.TmpfsOptions);

    [Fact]
    public void An_unknown_tmpfs_option_is_refused() =>
        Assert.Equal("invalid tmpfs option [\"zz\" \"1\"]", Given.Refusal(() => Read(host => host.Tmpfs = new() { ["/t"] = "rw,zz=1" })));

    [Fact]
    public void One_destination_takes_one_mount() => Assert.Equal(
        "Duplicate mount point: /x", Given.Refusal(() => Read(host => (host.Binds, host.Tmpfs) = (["/a:/x/"], new() { ["/x"] = "" }))));

    [Fact]
    public void A_duplicate_is_named_as_it_was_written() => Assert.Equal("Duplicate mount point: /x/", Given.Refusal(() => Read(host =>
        (host.Binds, host.Mounts) = (["/a:/x"], [new() { Type = "tmpfs", Target = "/x/" }]))));

    [Fact]
    public void A_relative_volume_of_an_image_is_taken_from_the_root() => Assert.Equal(
        ["/a:/b", "/data"], Read(_ => { }, config => config.Volumes = new() { ["data/"] = new(), ["a:/b"] = new() }).Select(request => request.Destination));

    [Fact]
    public void A_volume_of_the_image_gives_way_to_what_is_mounted_there() => Assert.Equal(
        ["/x", "/y"],
        Read(host => host.Binds = ["/a:/x"], config => config.Volumes = new() { ["/x"] = default(EmptyObject), ["/y"] = default(EmptyObject) })
            .Select(request => request.Destination));
}
