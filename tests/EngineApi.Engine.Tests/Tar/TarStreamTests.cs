using System.Formats.Tar;
using System.IO.Pipelines;
using System.Text;
using EngineApi.Engine.Tar;
using Xunit;
using TarEntry = EngineApi.Engine.Tar.TarEntry;

namespace EngineApi.Engine.Tests.Tar;

public sealed class TarStreamTests
{
    private static readonly TarEntry s_plain = new() { Name = "f", Type = TarType.File, Mode = 0x81A4, ModifiedSeconds = 1_600_000_000 };

    public static TheoryData<string, string> Names => new()
    {
        { "short", "target" }, { new string('n', 100), new string('l', 100) }, { new string('n', 101), "" },
        { "d/" + new string('n', 300), new string('l', 4000) }, { "é", "ü" }, { "latin\uDCE9", "\uDCFF" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Names_come_back(string name, string link)
    {
        var entry = await RoundTripAsync(s_plain with { Name = name, Type = TarType.Symlink, LinkName = link });
        Assert.Equal((name, link, TarType.Symlink), (entry.Name, entry.LinkName, entry.Type));
    }

    [Fact]
    public async Task Large_numbers_and_binary_attributes_come_back()
    {
        byte[] capability = [1, 0, 0, 2, 0xff, (byte)'\n', 0, (byte)'='];
        var entry = await RoundTripAsync(s_plain with
        {
            Type = TarType.BlockDevice, UserId = 3_000_000_000, GroupId = 70_000, DeviceMajor = 8, DeviceMinor = 300_000, ModifiedSeconds = -5,
            Attributes = [new("security.capability", capability)],
        });
        Assert.Equal((3_000_000_000, 70_000u, 8u, 300_000u, -5), (entry.UserId, entry.GroupId, entry.DeviceMajor, entry.DeviceMinor, entry.ModifiedSeconds));
        Assert.Equal(capability, Assert.Single(entry.Attributes).Value);
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public async Task What_other_writers_write_is_read(TarEntryFormat format)
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            System.Formats.Tar.TarEntry Entry(string name) => format switch
            {
                TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                _ => new PaxTarEntry(TarEntryType.RegularFile, name),
            };
            var name = format is TarEntryFormat.Pax or TarEntryFormat.Gnu ? new string('n', 200) : "name";
            foreach (var content in new[] { "first", "", new string('x', 5000) })
            {
                var entry = Entry(name);
                entry.DataStream = new MemoryStream(Encoding.ASCII.GetBytes(content));
                entry.Uid = 1000;
                writer.WriteEntry(entry);
            }
        }

        stream.Position = 0;
        var reader = new TarStreamReader(stream);
        foreach (var content in new[] { "first", "", new string('x', 5000) })
        {
            var entry = await reader.NextAsync(TestContext.Current.CancellationToken);
            Assert.Equal((TarType.File, 1000u, content), (entry!.Type, entry.UserId, await TextAsync(reader)));
        }

        Assert.Null(await reader.NextAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stream_that_is_longer_is_cut_and_one_that_is_shorter_is_an_error()
    {
        var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        var writer = new TarStreamWriter(pipe);
        await writer.BeginAsync(s_plain with { Size = 5 }, TestContext.Current.CancellationToken);
        await writer.WriteAsync(new MemoryStream("first and more"u8.ToArray()), 5, TestContext.Current.CancellationToken);
        await writer.EndAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<EndOfStreamException>(
            async () => await writer.WriteAsync(new MemoryStream(new byte[3]), 4, TestContext.Current.CancellationToken));
        await pipe.CompleteAsync();
        stream.Position = 0;
        var reader = new TarStreamReader(stream);
        Assert.Equal(5, (await reader.NextAsync(TestContext.Current.CancellationToken))!.Size);
        Assert.Equal("first", await TextAsync(reader));
        Assert.Null(await reader.NextAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_has_shrunk_is_filled_up()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "abc", TestContext.Current.CancellationToken);
        var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        var writer = new TarStreamWriter(pipe);
        using (var file = Linux.Descriptors.FileDescriptor.Open(path, Linux.Descriptors.OpenFlags.ReadOnly))
        {
            await writer.BeginAsync(s_plain with { Size = 200_000 }, TestContext.Current.CancellationToken);
            await writer.WriteFileAsync(file, 200_000, TestContext.Current.CancellationToken);
        }

        await writer.BeginAsync(s_plain with { Name = "next" }, TestContext.Current.CancellationToken);
        await writer.EndAsync(TestContext.Current.CancellationToken);
        await pipe.CompleteAsync();
        File.Delete(path);
        stream.Position = 0;
        var reader = new TarReader(stream);
        Assert.Equal(200_000, reader.GetNextEntry()!.Length);
        Assert.Equal("next", reader.GetNextEntry()!.Name);
        Assert.Null(reader.GetNextEntry());
    }

    [Theory]
    [InlineData(100, "unexpected EOF")]
    [InlineData(511, "unexpected EOF")]
    [InlineData(700, "unexpected EOF")]
    public async Task A_truncated_tar_is_told(int length, string message)
    {
        var whole = Tar("f", 1000);
        var error = await Assert.ThrowsAsync<TarFormatException>(() => ReadAllAsync(whole[..length]));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task An_end_without_its_blocks_of_zeros_is_an_end() => Assert.Equal(1, await ReadAllAsync(Tar("f", 10)[..1024]));

    [Fact]
    public async Task Junk_is_no_tar()
    {
        var junk = new byte[2048];
        new Random(1).NextBytes(junk);
        Assert.Equal("archive/tar: invalid tar header", (await Assert.ThrowsAsync<TarFormatException>(() => ReadAllAsync(junk))).Message);
        var damaged = Tar("f", 10);
        damaged[0] ^= 1;
        Assert.Equal("archive/tar: invalid tar header", (await Assert.ThrowsAsync<TarFormatException>(() => ReadAllAsync(damaged))).Message);
    }

    [Fact]
    public async Task Whatever_is_wrong_is_told_as_such()
    {
        var random = new Random(5);
        var whole = Tar("name", 600);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = whole.ToArray();
            for (var change = 0; change < 3; change++)
                bytes[random.Next(512)] = (byte)random.Next(256);
            WriteChecksum(bytes);
            var error = await Record.ExceptionAsync(() => ReadAllAsync(bytes));
            Assert.True(error is null or TarFormatException, error?.ToString());
        }
    }

    [Fact]
    public async Task An_absurdly_long_name_is_refused_before_it_is_read()
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Gnu, leaveOpen: true))
            writer.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, new string('n', 2 << 20)));
        Assert.Equal("archive/tar: header field too long", (await Assert.ThrowsAsync<TarFormatException>(() => ReadAllAsync(stream.ToArray()))).Message);
    }

    [Theory]
    [InlineData("--sparse-version=1.0", "pax")]
    [InlineData("--sparse-version=0.1", "pax")]
    [InlineData("--sparse-version=0.0", "pax")]
    [InlineData("--sparse-version=1.0", "gnu")]
    public async Task Sparse_files_of_GNU_tar_are_read(string version, string format)
    {
        var directory = Directory.CreateTempSubdirectory("engineapi-sparse-");
        try
        {
            using (var file = File.Create(Path.Join(directory.FullName, "s")))
            {
                for (var part = 0; part < 40; part++)
                {
                    file.Position = part * 1_000_000;
                    file.Write(Encoding.ASCII.GetBytes("part" + part));
                }

                file.SetLength(50_000_000);
            }

            var start = new global::System.Diagnostics.ProcessStartInfo("tar", ["-C", directory.FullName, "--format=" + format, version, "-cSf", Path.Join(directory.FullName, "t"), "s"]);
            using (var tar = global::System.Diagnostics.Process.Start(start)!)
                await tar.WaitForExitAsync(TestContext.Current.CancellationToken);
            var bytes = await File.ReadAllBytesAsync(Path.Join(directory.FullName, "t"), TestContext.Current.CancellationToken);
            Assert.InRange(bytes.Length, 1, 1_000_000);
            var reader = new TarStreamReader(new MemoryStream(bytes));
            var entry = await reader.NextAsync(TestContext.Current.CancellationToken);
            Assert.Equal(("s", 50_000_000), (entry!.Name, entry.Sparse!.Length));
            Assert.StartsWith("part0", await TextAsync(reader), StringComparison.Ordinal);
            Assert.Equal(entry.Size, entry.Sparse.Parts.Sum(part => part.Length));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void WriteChecksum(byte[] block)
    {
        block.AsSpan(148, 8).Fill((byte)' ');
        var sum = block.AsSpan(0, 512).ToArray().Sum(each => (int)each);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block, 148);
    }

    private static byte[] Tar(string name, int size)
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(new byte[size]) });
        return stream.ToArray();
    }

    private static async Task<int> ReadAllAsync(byte[] bytes)
    {
        var reader = new TarStreamReader(new MemoryStream(bytes));
        var entries = 0;
        while (await reader.NextAsync(TestContext.Current.CancellationToken) is not null)
            entries++;
        return entries;
    }

    private static async Task<string> TextAsync(TarStreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadAsync(int.MaxValue, TestContext.Current.CancellationToken) is { IsEmpty: false } bytes)
            text.Append(Encoding.ASCII.GetString(bytes.Span));
        return text.ToString();
    }

    private static async Task<TarEntry> RoundTripAsync(TarEntry entry)
    {
        var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        var writer = new TarStreamWriter(pipe);
        await writer.BeginAsync(entry, TestContext.Current.CancellationToken);
        await writer.EndAsync(TestContext.Current.CancellationToken);
        await pipe.CompleteAsync();
        stream.Position = 0;
        var reader = new TarStreamReader(stream);
        var read = await reader.NextAsync(TestContext.Current.CancellationToken);
        Assert.Null(await reader.NextAsync(TestContext.Current.CancellationToken));
        return read!;
    }
}
