using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;
using Xunit;

namespace EngineApi.Linux.Tests.Files;

public sealed class FileTreeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FileTree _tree;

    public FileTreeTests()
    {
        Directory.CreateDirectory(_directory["root/etc/deep"]);
        Directory.CreateDirectory(_directory["root/var"]);
        Directory.CreateDirectory(_directory["other/sub"]);
        File.WriteAllText(_directory["secret"], "outside");
        File.WriteAllText(_directory["root/etc/real"], "inside");
        File.WriteAllText(_directory["other/file"], "other");
        File.CreateSymbolicLink(_directory["root/etc/absolute"], "/etc/real");
        File.CreateSymbolicLink(_directory["root/etc/up"], "../../../secret");
        File.CreateSymbolicLink(_directory["root/var/run"], "/etc/deep/..");
        File.CreateSymbolicLink(_directory["root/loop"], "loop");
        File.CreateSymbolicLink(_directory["root/broken"], "/etc/none/../x");
        _tree = new FileTree(Open("root"));
    }

    [Theory]
    [InlineData("/etc/real", "/etc/real")]
    [InlineData("etc//./real", "/etc/real")]
    [InlineData("/etc/absolute", "/etc/real")]
    [InlineData("/var/run/real", "/etc/real")]
    [InlineData("/var/run/../../../..", "/")]
    [InlineData("/etc/deep/../absolute", "/etc/real")]
    public void Paths_are_resolved_inside(string path, string expected)
    {
        using var node = _tree.Find(path);
        Assert.Equal(expected, node.Path);
    }

    [Theory]
    [InlineData("/etc/up", Errno.NoEntry)]
    [InlineData("/../secret", Errno.NoEntry)]
    [InlineData("/etc/real/x", Errno.NotDirectory)]
    [InlineData("/etc/real/..", 0)]
    [InlineData("/loop", Errno.TooManyLinks)]
    public void What_cannot_be_followed_says_why(string path, int expected)
    {
        using var node = _tree.TryFind(path, followLast: true, from: null, out var errno);
        Assert.Equal(expected, errno);
    }

    [Theory]
    [InlineData("/etc/absolute", "/etc/real")]
    [InlineData("/etc/up", "/secret")]
    [InlineData("/broken", "/etc/x")]
    [InlineData("/loop", "/")]
    public void A_path_is_evaluated_as_far_as_it_goes(string path, string expected) => Assert.Equal(expected, _tree.Evaluate(path));

    [Fact]
    public void A_mount_lies_over_what_is_there_and_shows_what_is_not()
    {
        Assert.True(_tree.TryMount("/var/run", Open("other"), readOnly: true));
        Assert.True(_tree.TryMount("/new", Open("other/file"), readOnly: false));
        Assert.False(_tree.TryMount("/none/new", Open("other/sub"), readOnly: false));
        using (var file = _tree.Find("/etc/file"))
            Assert.Equal(("/etc/file", "/etc"), (file.Path, file.Mount.Path));
        Assert.Equal(Errno.NoEntry, Fails("/etc/real"));
        Assert.Equal(["broken", "etc", "loop", "new", "var"], _tree.Root.Names());
        Assert.Equal(["file", "sub"], _tree.Find("/etc").Names());
        using var below = _tree.Find("/etc/sub/../../var");
        Assert.Equal("/var", below.Path);
        Assert.Equal(Errno.Busy, Assert.Throws<LinuxException>(() => _tree.Root.Remove("new")).ErrorNumber);
        using var mount = _tree.Find("/etc");
        Assert.Equal(Errno.ReadOnlyFileSystem, Assert.Throws<LinuxException>(() => mount.Remove("file")).ErrorNumber);
        Assert.Equal(Errno.ReadOnlyFileSystem, Assert.Throws<LinuxException>(() => mount.MakeFile("x")).ErrorNumber);
    }

    [Fact]
    public void A_directory_is_removed_with_everything_below_it_and_no_link_is_followed()
    {
        File.CreateSymbolicLink(_directory["root/etc/deep/out"], _directory["other"]);
        var deep = _directory["root/etc/deep"];
        for (var level = 0; level < 300; level++)
            deep = Directory.CreateDirectory(Path.Join(deep, "d")).FullName;
        _tree.Root.Remove("etc");
        Assert.False(Directory.Exists(_directory["root/etc"]));
        Assert.True(File.Exists(_directory["other/file"]));
        _tree.Root.Remove("etc");
    }

    [Fact]
    public async Task A_directory_that_is_swapped_for_a_link_all_the_time_leads_nowhere_else()
    {
        Directory.CreateDirectory(_directory["root/a/b"]);
        Directory.CreateSymbolicLink(_directory["root/out"], "../../other/sub");
        Directory.CreateSymbolicLink(_directory["root/outside"], _directory["other/sub"]);
        using var done = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                foreach (var link in new[] { "out", "outside" })
                {
                    Directory.Move(_directory["root/a/b"], _directory["root/aside"]);
                    File.CreateSymbolicLink(_directory["root/a/b"], new FileInfo(_directory["root/" + link]).LinkTarget!);
                    File.Delete(_directory["root/a/b"]);
                    Directory.Move(_directory["root/aside"], _directory["root/a/b"]);
                }
            }
        }, TestContext.Current.CancellationToken);
        var made = 0;
        for (var round = 0; round < 20_000 && (round < 2000 || made == 0); round++)
        {
            using var directory = _tree.TryFind("/a/b", followLast: true, from: null, out _);
            if (directory is not { IsDirectory: true })
                continue;
            directory.MakeFile("x").Dispose();
            directory.Remove("x");
            made++;
        }

        await done.CancelAsync();
        await swapping;
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory["other/sub"]));
        Assert.True(made > 0);
    }

    [Fact]
    public void Nodes_close_what_they_opened()
    {
        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var round = 0; round < 50; round++)
        {
            _tree.Find("/var/run/../var/../etc/deep/../real").Dispose();
            _tree.TryFind("/etc/deep/x/y", followLast: true, from: null, out _)?.Dispose();
            _tree.Find("/etc/../..").Dispose();
        }

        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 20);
    }

    public void Dispose()
    {
        _tree.Dispose();
        _directory.Dispose();
    }

    private FileDescriptor Open(string name) => FileDescriptor.Open(_directory[name], OpenFlags.Path);

    private int Fails(string path) => Assert.Throws<LinuxException>(() => _tree.Find(path)).ErrorNumber;
}
