using System.Text;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Fifos;
using EngineApi.Linux.Mounts;
using Xunit;

namespace EngineApi.Linux.Tests.Mounts;

public sealed class RootDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RootDirectory _root;

    public RootDirectoryTests()
    {
        Directory.CreateDirectory(_directory["root/etc"]);
        File.WriteAllText(_directory["root/etc/real"], "inside");
        File.WriteAllText(_directory["secret"], "outside");
        File.CreateSymbolicLink(_directory["root/etc/passwd"], "/etc/real");
        File.CreateSymbolicLink(_directory["root/etc/up"], "../../secret");
        Fifo.Create(_directory["root/etc/fifo"]);
        _root = RootDirectory.Open(_directory["root"]);
    }

    [Fact]
    public void An_absolute_symlink_stays_below_the_root() => Assert.Equal("inside", Text("/etc/passwd"));

    [Fact]
    public void No_way_leads_out()
    {
        Assert.Null(_root.ReadFile("/etc/up"));
        Assert.Null(_root.ReadFile("/../secret"));
        Assert.Null(_root.ReadFile("/etc/real/x"));
    }

    [Fact]
    public void Beneath_it_what_would_lead_out_is_told()
    {
        Directory.CreateSymbolicLink(_directory["root/in"], "etc/../etc");
        using (var real = _root.TryOpenBeneath("in/real", OpenFlags.ReadOnly, out _))
            Assert.Equal(6, FileStatus.Of(real!).Size);
        Assert.Equal((Errno.CrossDevice, Errno.CrossDevice, Errno.NoEntry), (Failure("etc/up"), Failure("etc/passwd"), Failure("etc/gone")));

        int Failure(string path)
        {
            using var found = _root.TryOpenBeneath(path, OpenFlags.Path, out var errno);
            Assert.Null(found);
            return errno;
        }
    }

    [Fact]
    public void A_fifo_does_not_hang_and_a_big_file_is_refused()
    {
        Assert.Null(_root.ReadFile("/etc/fifo"));
        Assert.Null(_root.ReadFile("/"));
        Assert.Throws<InvalidDataException>(() => _root.ReadFile("/etc/real", 3));
    }

    [Fact]
    public void Files_are_created_below_the_root()
    {
        using (var file = _root.OpenFile("/etc/new", OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, 0x180))
            file.WriteAll("made"u8);
        Assert.Equal("made", File.ReadAllText(_directory["root/etc/new"]));
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }

    private string? Text(string path) => _root.ReadFile(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}
