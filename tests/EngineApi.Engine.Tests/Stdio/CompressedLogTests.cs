using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using EngineApi.Engine.Stdio;
using EngineApi.Linux.Descriptors;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

/// <summary>Rotated files of a log that are packed.</summary>
public sealed class CompressedLogTests : IAsyncDisposable
{
    private readonly StdioFixture _stdio = new();

    private static LogReadOptions Everything => new() { Stdout = true, Tty = true };

    [Fact]
    public async Task They_are_packed_and_read_in_order()
    {
        using var log = await _stdio.OpenLogAsync(new JsonFileOptions(1000, 4, Compress: true));
        await WriteAsync(log, 0, 100);
        await PackedAsync(3);
        var kept = await ReadAsync(Everything);
        Assert.EndsWith("line 98\nline 99\n", kept, StringComparison.Ordinal);
        var lines = kept.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(100 - lines.Length, lines.Length).Select(number => $"line {number}"), lines);
        Assert.True(lines.Length > 30);
        Assert.Equal("line 98\nline 99\n", await ReadAsync(Everything with { Tail = 2 }));
        Assert.Equal(kept, await ReadAsync(Everything with { Tail = lines.Length }));
        Assert.Equal(kept[(kept.IndexOf('\n', StringComparison.Ordinal) + 1)..], await ReadAsync(Everything with { Tail = lines.Length - 1 }));

        // Anybody's gzip takes them.
        await using var file = File.OpenRead(_stdio.LogPath + ".3.gz");
        await using var expanded = new GZipStream(file, CompressionMode.Decompress);
        using var text = new StreamReader(expanded);
        Assert.StartsWith($"{{\"log\":\"{lines[0]}\\n\"", await text.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(_stdio.LogPath)!, ".*"));
    }

    [Fact]
    public async Task Follow_loses_and_repeats_nothing()
    {
        using var log = await _stdio.OpenLogAsync(new JsonFileOptions(500, 1000, Compress: true));
        var hub = await _stdio.BeginAsync(new StdioHubOptions { Log = log, Tty = true });
        var pipe = new Pipe();
        var following = new LogReader(_stdio.LogPath, log.Signal, TimeProvider.System).CopyToAsync(Everything with { Follow = true }, pipe.Writer, default);
        var all = StdioFixture.ReadAllAsync(pipe.Reader);
        var expected = new StringBuilder();
        using (var output = _stdio.Output())
        {
            for (var number = 0; number < 1000; number++)
            {
                expected.Append(System.Globalization.CultureInfo.InvariantCulture, $"line {number}\n");
                output.WriteAll(Encoding.ASCII.GetBytes($"line {number}\n"));
            }
        }

        await hub.DrainAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
        Assert.True(await following.WaitAsync(StdioFixture.Deadline));
        await pipe.Writer.CompleteAsync();
        Assert.Equal(expected.ToString(), await all);
        Assert.Equal(expected.ToString(), await ReadAsync(Everything));
    }

    [Fact]
    public async Task A_reader_finds_its_place_when_the_file_it_has_open_was_packed()
    {
        using var log = await _stdio.OpenLogAsync(new JsonFileOptions(1000, 1000, Compress: true));
        await WriteAsync(log, 0, 3);
        using var cursor = new LogCursor(new LogFiles(_stdio.LogPath));
        var read = 0;
        void ReadOn()
        {
            while (cursor.TryReadLine(null, out var line))
                Assert.StartsWith($"{{\"log\":\"line {read++}\\n\"", Encoding.UTF8.GetString(line), StringComparison.Ordinal);
        }

        ReadOn();
        await WriteAsync(log, 3, 60);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(Rotated().All(file => file.EndsWith(".gz", StringComparison.Ordinal))), StdioFixture.Deadline);
        Assert.NotEmpty(Rotated());
        cursor.Advance();
        ReadOn();
        Assert.Equal(60, read);
    }

    [Fact]
    public async Task What_a_crash_left_half_packed_is_packed_anew()
    {
        var line = "{\"log\":\"a\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-01T00:00:01Z\"}\n";
        await File.WriteAllTextAsync(_stdio.LogPath + ".1", line, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_stdio.LogPath + ".1.gz", "torn", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_stdio.LogPath + ".packing", "torn", TestContext.Current.CancellationToken);
        using var log = await _stdio.OpenLogAsync(new JsonFileOptions(1000, 4, Compress: true));
        await PackedAsync(1);
        Assert.Equal("a\n", await ReadAsync(Everything));
        Assert.False(File.Exists(_stdio.LogPath + ".packing"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_cannot_be_packed_leaves_nothing_but_itself(bool closes)
    {
        // Opens as any file, and cannot be read.
        File.CreateSymbolicLink(_stdio.LogPath + ".1", "/proc/self/mem");
        var log = await _stdio.OpenLogAsync(new JsonFileOptions(1000, 4, Compress: true));
        if (closes)
            log.Dispose();
        await Eventually.BecomesTrueAsync(() => Task.FromResult(!File.Exists(_stdio.LogPath + ".packing")), StdioFixture.Deadline);
        Assert.Equal([_stdio.LogPath + ".1"], Rotated());
        log.Dispose();
    }

    [Fact]
    public async Task What_somebody_else_packed_is_read_and_what_is_damaged_is_told()
    {
        await using (var file = File.Create(_stdio.LogPath + ".1.gz"))
        await using (var packing = new GZipStream(file, CompressionLevel.Fastest))
            await packing.WriteAsync("{\"log\":\"a\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-01T00:00:01Z\"}\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal("a\n", await ReadAsync(Everything));
        await File.WriteAllTextAsync(_stdio.LogPath + ".1.gz", "this is no gzip", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Everything));
    }

    [Fact]
    public void A_packed_file_knows_which_it_was()
    {
        File.WriteAllText(_stdio.LogPath, "contents");
        using var plain = FileDescriptor.Open(_stdio.LogPath, OpenFlags.ReadOnly);
        using var packed = FileDescriptor.Open(_stdio.LogPath + ".gz", OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive);
        CompressedLog.Pack(plain, packed);
        Assert.Equal(LogIdentity.Of(plain), CompressedLog.IdentityOf(packed));
        using var again = FileDescriptor.Open(_stdio.LogPath + ".gz", OpenFlags.ReadOnly);
        using var expanded = CompressedLog.Expand(again, _stdio.Root);
        var contents = new byte[100];
        Assert.Equal("contents", Encoding.UTF8.GetString(contents, 0, expanded.ReadAt(contents, 0)));
    }

    [Fact]
    public void A_rotation_moves_packed_files_and_others_in_order()
    {
        foreach (var (name, content) in new[] { ("", "0"), (".next", ""), (".1", "1"), (".2.gz", "2"), (".3", "3"), (".3.gz", "stale"), (".4.gz", "4") })
            File.WriteAllText(_stdio.LogPath + name, content);
        var files = new LogFiles(_stdio.LogPath);
        files.Shift(5);
        Assert.Equal(["", ".1=0", ".2=1", ".3.gz=2", ".4=3"], Directory.GetFiles(Path.GetDirectoryName(_stdio.LogPath)!).Order()
            .Select(file => file[_stdio.LogPath.Length..] is { Length: > 0 } age ? $"{age}={File.ReadAllText(file)}" : ""));
        Assert.Equal(_stdio.LogPath + ".4", files.OldestPlain());
    }

    public ValueTask DisposeAsync() => _stdio.DisposeAsync();

    private string[] Rotated() =>
        [.. Directory.GetFiles(Path.GetDirectoryName(_stdio.LogPath)!).Where(file => file.StartsWith(_stdio.LogPath + ".", StringComparison.Ordinal))];

    private Task PackedAsync(int count) => Eventually.BecomesTrueAsync(
        () => Task.FromResult(Rotated() is { } files && files.Length == count && files.All(file => file.EndsWith(".gz", StringComparison.Ordinal))), StdioFixture.Deadline);

    private async Task WriteAsync(ContainerLog log, int from, int to)
    {
        var hub = await _stdio.BeginAsync(new StdioHubOptions { Log = log, Tty = true });
        using (var output = _stdio.Output())
            output.WriteAll(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(from, to - from).Select(number => $"line {number}\n"))));
        await hub.DrainAsync(StdioFixture.Deadline);
        await hub.EndRunAsync();
    }

    private async Task<string> ReadAsync(LogReadOptions options)
    {
        var pipe = new Pipe();
        var all = StdioFixture.ReadAllAsync(pipe.Reader);
        try
        {
            await new LogReader(_stdio.LogPath, null, TimeProvider.System).CopyToAsync(options, pipe.Writer, TestContext.Current.CancellationToken);
        }
        finally
        {
            await pipe.Writer.CompleteAsync();
        }

        return await all;
    }
}
