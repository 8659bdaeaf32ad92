using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Pipelines;
using System.Text;
using EngineApi.Engine.Containers.Files;
using EngineApi.Engine.Tar;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;
using Xunit;
using TarEntry = System.Formats.Tar.TarEntry;

namespace EngineApi.Engine.Tests.Containers.Files;

/// <summary>Unpacks into a directory of the test's own, as if it were a container's root; the words are dockerd's.</summary>
public sealed class TreeUnpackerTests : IDisposable
{
    private static readonly DateTimeOffset s_time = DateTimeOffset.FromUnixTimeSeconds(1_600_000_000).AddTicks(1_234_567);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("engineapi-unpack-");

    public TreeUnpackerTests()
    {
        Directory.CreateDirectory(At("tmp"));
        Directory.CreateDirectory(At("etc"));
        File.WriteAllText(At("etc/passwd"), "root");
    }

    public static TheoryData<string, TarEntryType, string, string> Refused => new()
    {
        { "../x", TarEntryType.RegularFile, "", "\"../x\" is outside of \"/tmp\"" },
        { "a/../../b", TarEntryType.RegularFile, "", "\"../b\" is outside of \"/tmp\"" },
        { "..", TarEntryType.Directory, "", "\"..\" is outside of \"/tmp\"" },
        { "h", TarEntryType.HardLink, "../etc/passwd", "invalid hardlink \"/etc/passwd\" -> \"../etc/passwd\"" },
        { "h", TarEntryType.HardLink, "/etc/passwd", "link /tmp/etc/passwd /tmp/h: no such file or directory" },
        { "h", TarEntryType.HardLink, "nope", "link /tmp/nope /tmp/h: no such file or directory" },
        { "s", TarEntryType.SymbolicLink, "../../x", "invalid symlink \"/tmp/s\" -> \"../../x\"" },
        { "there/x", TarEntryType.RegularFile, "", "open /tmp/there/x: not a directory" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_leads_out_or_nowhere_is_refused(string name, TarEntryType type, string link, string message)
    {
        await File.WriteAllTextAsync(At("tmp/there"), "", TestContext.Current.CancellationToken);
        Assert.Equal(message, (await FailsAsync(Archive(Entry(type, name, link)))).Message);
    }

    [Fact]
    public async Task Files_get_all_that_the_archive_says()
    {
        var file = Entry(TarEntryType.RegularFile, "d/f", content: "text");
        (file.Uid, file.Gid, file.Mode, file.ModificationTime) = (1000, 1001, (UnixFileMode)0xDED, s_time); // 6755
        var directory = Entry(TarEntryType.Directory, "d/");
        (directory.Mode, directory.ModificationTime) = ((UnixFileMode)0x3ED, s_time); // 1755
        await UnpackAsync(Archive(directory, file, Entry(TarEntryType.SymbolicLink, "l", "/nowhere"), Entry(TarEntryType.HardLink, "d/h", "d/f"), Entry(TarEntryType.Fifo, "p")));
        Assert.Equal("text", await File.ReadAllTextAsync(At("tmp/d/h"), TestContext.Current.CancellationToken));
        Assert.Equal("/nowhere", new FileInfo(At("tmp/l")).LinkTarget);
        var made = FileStatus.Find(At("tmp/d/f"))!;
        Assert.Equal((1000u, 1001u, 0x8DEDu, 123_456_700u, 2u), (made.UserId, made.GroupId, made.Mode, made.ModifiedNanoseconds, made.Links));
        Assert.Equal((0x43EDu, 123_456_700u), (FileStatus.Find(At("tmp/d"))!.Mode, FileStatus.Find(At("tmp/d"))!.ModifiedNanoseconds));
        Assert.True(FileStatus.Find(At("tmp/p"))!.IsFifo);
    }

    [Fact]
    public async Task Devices_and_attributes_are_made()
    {
        var device = new PaxTarEntry(TarEntryType.CharacterDevice, "null") { DeviceMajor = 1, DeviceMinor = 3, Mode = (UnixFileMode)0x1B6 };
        var file = new PaxTarEntry(TarEntryType.RegularFile, "f", [new("SCHILY.xattr.user.note", "kept")]);
        await UnpackAsync(Archive(device, file));
        var made = FileStatus.Find(At("tmp/null"))!;
        Assert.Equal((true, 1u, 3u, 0x21B6u), (made.IsCharacterDevice, made.DeviceMajor, made.DeviceMinor, made.Mode));
        using var opened = FileDescriptor.Open(At("tmp/f"), OpenFlags.Path);
        Assert.Equal("kept"u8.ToArray(), OpenFile.Attribute(opened, "user.note"));
    }

    [Fact]
    public async Task The_owner_can_be_given()
    {
        var file = Entry(TarEntryType.RegularFile, "f");
        file.Uid = 5;
        await UnpackAsync(Archive(file), new UnpackOptions(false, (33, 44)));
        Assert.Equal((33u, 44u), (FileStatus.Find(At("tmp/f"))!.UserId, FileStatus.Find(At("tmp/f"))!.GroupId));
    }

    [Fact]
    public async Task A_symlink_in_the_archive_leads_elsewhere_in_the_container_only()
    {
        await UnpackAsync(Archive(
            Entry(TarEntryType.SymbolicLink, "ev", "/etc"), Entry(TarEntryType.RegularFile, "ev/new"),
            Entry(TarEntryType.SymbolicLink, "out", _directory.FullName), Entry(TarEntryType.SymbolicLink, "f", "/etc/passwd"),
            Entry(TarEntryType.RegularFile, "f", content: "mine")));
        Assert.True(File.Exists(At("etc/new")));
        Assert.Equal("root", await File.ReadAllTextAsync(At("etc/passwd"), TestContext.Current.CancellationToken));
        Assert.Equal("mine", await File.ReadAllTextAsync(At("tmp/f"), TestContext.Current.CancellationToken));
        Assert.Equal(
            $"open /tmp/out/x: no such file or directory",
            (await FailsAsync(Archive(Entry(TarEntryType.SymbolicLink, "out", "/none"), Entry(TarEntryType.RegularFile, "out/x")))).Message);
    }

    [Fact]
    public async Task A_link_that_replaces_the_directory_before_it_counts_at_once()
    {
        await UnpackAsync(Archive(
            Entry(TarEntryType.RegularFile, "d/one"), Entry(TarEntryType.SymbolicLink, "d", "/etc"), Entry(TarEntryType.RegularFile, "d/two")));
        Assert.True(File.Exists(At("etc/two")));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "cannot overwrite directory \"/tmp/x\" with non-directory \"/tmp\"")]
    public async Task A_directory_gives_way_to_a_file(bool keepKinds, string? refusal)
    {
        Directory.CreateDirectory(At("tmp/x/y"));
        var archive = Archive(Entry(TarEntryType.RegularFile, "x"));
        if (refusal is not null)
            Assert.Equal(refusal, (await FailsAsync(archive, new UnpackOptions(keepKinds, null))).Message);
        else
            await UnpackAsync(archive, new UnpackOptions(keepKinds, null));
        Assert.Equal(refusal is null, File.Exists(At("tmp/x")));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "cannot overwrite non-directory \"/tmp/x\" with directory \"/tmp\"")]
    public async Task A_file_gives_way_to_a_directory(bool keepKinds, string? refusal)
    {
        await File.WriteAllTextAsync(At("tmp/x"), "", TestContext.Current.CancellationToken);
        var archive = Archive(Entry(TarEntryType.Directory, "x/"));
        if (refusal is not null)
            Assert.Equal(refusal, (await FailsAsync(archive, new UnpackOptions(keepKinds, null))).Message);
        else
            await UnpackAsync(archive, new UnpackOptions(keepKinds, null));
        Assert.Equal(refusal is null, Directory.Exists(At("tmp/x")));
    }

    [Fact]
    public async Task Missing_directories_are_made_and_absolute_names_are_below()
    {
        await UnpackAsync(Archive(Entry(TarEntryType.RegularFile, "/p/q/f"), Entry(TarEntryType.Directory, "."), Entry(TarEntryType.RegularFile, "./g")));
        Assert.True(File.Exists(At("tmp/p/q/f")) && File.Exists(At("tmp/g")));
        Assert.Equal(0x41EDu, FileStatus.Find(At("tmp/p"))!.Mode);
    }

    [Fact]
    public async Task Zeros_become_holes()
    {
        var content = new byte[20 << 20];
        content[^1] = 1;
        await UnpackAsync(Archive(new UstarTarEntry(TarEntryType.RegularFile, "s") { DataStream = new MemoryStream(content) }));
        Assert.Equal(content, await File.ReadAllBytesAsync(At("tmp/s"), TestContext.Current.CancellationToken));
        using var du = Process.Start(new ProcessStartInfo("du", ["-k", At("tmp/s")]) { RedirectStandardOutput = true })!;
        var kilobytes = int.Parse((await du.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\t')[0], null);
        Assert.InRange(kilobytes, 1, 1024);
    }

    [Fact]
    public async Task Many_entries_and_a_large_sparse_file_need_little_memory()
    {
        const int Files = 20_000;
        using var tree = new FileTree(FileDescriptor.Open(_directory.FullName, OpenFlags.Path));
        using var directory = tree.Find("/tmp");
        using var unpacker = new TreeUnpacker(tree, directory, new UnpackOptions(false, null));
        var pipe = new Pipe();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var writing = Task.Run(async () =>
        {
            await using var stream = pipe.Writer.AsStream();
            await using var tar = new TarWriter(stream, TarEntryFormat.Ustar);
            for (var number = 0; number < Files; number++)
                await tar.WriteEntryAsync(Entry(TarEntryType.HardLink, "l" + number, "f"), TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("tmp/f"), "", TestContext.Current.CancellationToken);
        await unpacker.UnpackAsync(new TarStreamReader(pipe.Reader.AsStream()), TestContext.Current.CancellationToken);
        await writing;
        Assert.Equal(Files + 1u, FileStatus.Find(At("tmp/f"))!.Links);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4 << 20);
    }

    [Fact]
    public async Task What_is_packed_and_unpacked_is_the_same()
    {
        await UnpackAsync(Archive(
            Entry(TarEntryType.RegularFile, "d/" + new string('n', 120), content: "long"), Entry(TarEntryType.RegularFile, "d/é"),
            Entry(TarEntryType.SymbolicLink, "d/l", "é"), Entry(TarEntryType.HardLink, "d/z", "d/é"), Entry(TarEntryType.Directory, "d/empty/")));
        using var tree = new FileTree(FileDescriptor.Open(_directory.FullName, OpenFlags.Path));
        using var packed = new MemoryStream();
        using (var node = tree.Find("/tmp/d"))
        {
            var pipe = PipeWriter.Create(packed, new StreamPipeWriterOptions(leaveOpen: true));
            var tar = new TarStreamWriter(pipe);
            await new TreePacker(tar).PackAsync(node, "e", TestContext.Current.CancellationToken);
            await tar.EndAsync(TestContext.Current.CancellationToken);
            await pipe.CompleteAsync();
        }

        await UnpackAsync(packed.ToArray());
        string[] names = ["empty", "l", new string('n', 120), "z", "é"];
        Assert.Equal(names, Directory.GetFileSystemEntries(At("tmp/e")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(2u, FileStatus.Find(At("tmp/e/z"))!.Links);
        Assert.Equal("long", await File.ReadAllTextAsync(At("tmp/e/" + names[2]), TestContext.Current.CancellationToken));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string At(string path) => Path.Join(_directory.FullName, path);

    private static PaxTarEntry Entry(TarEntryType type, string name, string link = "", string content = "")
    {
        var entry = new PaxTarEntry(type, name);
        if (type is TarEntryType.HardLink or TarEntryType.SymbolicLink)
            entry.LinkName = link;
        if (type == TarEntryType.RegularFile)
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return entry;
    }

    private static byte[] Archive(params TarEntry[] entries)
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in entries)
                writer.WriteEntry(entry);
        }

        return stream.ToArray();
    }

    private async Task<EngineException> FailsAsync(byte[] archive, UnpackOptions? options = null)
    {
        var error = await Assert.ThrowsAsync<EngineException>(() => UnpackAsync(archive, options));
        Assert.Equal(ErrorKind.System, error.Kind);
        return error;
    }

    private async Task UnpackAsync(byte[] archive, UnpackOptions? options = null)
    {
        using var tree = new FileTree(FileDescriptor.Open(_directory.FullName, OpenFlags.Path));
        using var directory = tree.Find("/tmp");
        using var unpacker = new TreeUnpacker(tree, directory, options ?? new UnpackOptions(false, null));
        await unpacker.UnpackAsync(new TarStreamReader(new MemoryStream(archive)), TestContext.Current.CancellationToken);
    }
}
