using System.IO.MemoryMappedFiles;
using EngineApi.Linux.Memory;
using Xunit;

namespace EngineApi.Linux.Tests.Memory;

public sealed class MappedFileTests : IDisposable
{
    private const string Smaps = """
        556000001000-556000003000 r-xp 00001000 fe:00 42                 /opt/the program
        Size:                  8 kB
        Rss:                   8 kB
        Anonymous:             0 kB
        VmFlags: rd ex mr mw me sd
        556000003000-556000004000 r--p 00003000 fe:00 42                 /opt/the program
        Rss:                   4 kB
        Anonymous:             4 kB
        556000004000-556000005000 rw-p 00004000 fe:00 42                 /opt/the program
        Rss:                   4 kB
        Anonymous:             0 kB
        556000005000-556000006000 r--s 00005000 fe:00 42                 /opt/the program
        Rss:                   0 kB
        Anonymous:             0 kB
        7f0000000000-7f0000001000 r-xp 00000000 fe:00 43                 /opt/the program.so
        Rss:                   4 kB
        Anonymous:             0 kB
        7f0000001000-7f0000002000 rw-p 00000000 00:00 0
        Rss:                   4 kB
        Anonymous:             4 kB
        """;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Only_mappings_that_are_as_the_file_is_are_found()
    {
        var found = Assert.Single(MappedFile.Unchanged(Smaps.Split('\n'), "/opt/the program"));
        Assert.Equal((0x556000001000ul, 0x2000ul, 8192L), ((ulong)found.Start, (ulong)found.Length, found.Resident));
    }

    [Fact]
    public void Pages_leave_the_resident_set_and_read_the_same_afterwards()
    {
        var content = new byte[1 << 20];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(_path, content);
        using var file = MemoryMappedFile.CreateFromFile(_path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        var read = new byte[content.Length];
        view.ReadArray(0, read, 0, read.Length);

        Assert.Equal(content.Length, MappedFile.Release(_path));
        Assert.Empty(MappedFile.Unchanged(File.ReadLines("/proc/self/smaps"), _path));

        view.ReadArray(0, read, 0, read.Length);
        Assert.Equal(content, read);
    }
}
