using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Mounts;
using Xunit;

namespace EngineApi.Linux.Tests.Mounts;

public sealed class RootfsMountTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void An_overlay_is_read_and_nothing_stays()
    {
        RequireMounts();
        Lower("one", "etc/passwd", "root");
        Lower("two", "etc/group", "wheel");
        var overlay = new MountSpec("overlay", "overlay", [$"lowerdir={_directory["one"]}:{_directory["two"]}"]);
        using (var root = RootfsMount.Open([overlay], _directory.Path))
        {
            Assert.Empty(Directory.GetDirectories(_directory.Path, "rootfs-*"));
            Assert.DoesNotContain(MountEntry.ReadAll(), mount => mount.MountPoint.StartsWith(_directory.Path, StringComparison.Ordinal));
            Assert.Equal("root"u8, root.ReadFile("/etc/passwd")!);
            Assert.Equal("wheel"u8, root.ReadFile("/etc/group")!);
        }
    }

    [Fact]
    public void An_overlay_of_as_many_layers_as_an_image_may_have_is_read()
    {
        RequireMounts();
        var name = new string('n', 60);
        var layers = Enumerable.Range(0, 127).Select(number => $"{name}/{number}").ToList();
        foreach (var layer in layers)
            Lower(layer, "file-" + Path.GetFileName(layer), "here");
        var before = Environment.CurrentDirectory;
        var overlay = new MountSpec("overlay", "overlay", ["index=off", "lowerdir=" + string.Join(':', layers.Select(layer => _directory[layer]))]);
        using (var root = RootfsMount.Open([overlay], _directory.Path))
        {
            Assert.Equal("here"u8, root.ReadFile("/file-0")!);
            Assert.Equal("here"u8, root.ReadFile("/file-126")!);
        }

        Assert.Equal(before, Environment.CurrentDirectory);
        var missing = overlay with { Options = [overlay.Options[1] + ":" + _directory[name + "/none"]] };
        Assert.Throws<LinuxException>(() => RootfsMount.Open([missing], _directory.Path));
    }

    [Fact]
    public void Read_only_refuses_writes_through_a_bind()
    {
        RequireMounts();
        Lower("one", "file", "x");
        var bind = new MountSpec("bind", _directory["one"], ["rbind", "rw"]);
        using (var writable = RootfsMount.Open([bind], _directory.Path))
        using (var file = writable.OpenFile("/file", OpenFlags.WriteOnly))
            file.WriteAll("y"u8);
        Assert.Equal("y", File.ReadAllText(_directory["one/file"]));
        using var root = RootfsMount.Open([bind], _directory.Path, readOnly: true);
        Assert.Throws<LinuxException>(() => root.OpenFile("/file", OpenFlags.WriteOnly));
    }

    [Fact]
    public void A_failing_mount_leaves_nothing()
    {
        RequireMounts();
        Lower("one", "file", "x");
        var bind = new MountSpec("bind", _directory["one"], ["bind"]);
        var bad = new MountSpec("bind", _directory["none"], ["bind"]);
        Assert.Throws<LinuxException>(() => RootfsMount.Open([bind, bad], _directory.Path));
        Assert.Empty(Directory.GetDirectories(_directory.Path, "rootfs-*"));
        Assert.DoesNotContain(MountEntry.ReadAll(), mount => mount.MountPoint.StartsWith(_directory.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_are_told_apart()
    {
        var options = MountOptions.Parse(["rbind", "ro", "nosuid", "suid", "rslave", "lowerdir=/a:/b", "index=off"]);
        Assert.Equal(4096UL | 16384 | 1, options.Flags);
        Assert.Equal((1UL << 19) | 16384, options.Propagation);
        Assert.Equal("lowerdir=/a:/b,index=off", options.Data);
    }

    public void Dispose() => _directory.Dispose();

    private static void RequireMounts() => Assert.SkipUnless(Environment.UserName == "root", "mounting needs root");

    private void Lower(string layer, string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory[$"{layer}/{name}"])!);
        File.WriteAllText(_directory[$"{layer}/{name}"], text);
    }
}
