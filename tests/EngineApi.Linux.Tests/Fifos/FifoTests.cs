using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Fifos;
using Xunit;

namespace EngineApi.Linux.Tests.Fifos;

public sealed class FifoTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public FifoTests() => Fifo.Create(_directory["f"]);

    [Fact]
    public void A_writer_needs_a_reader()
    {
        Assert.Null(Fifo.OpenWriter(_directory["f"]));
        using var reader = Fifo.OpenReader(_directory["f"]);
        using var writer = Fifo.OpenWriter(_directory["f"]);
        Assert.NotNull(writer);
    }

    [Fact]
    public void A_missing_fifo_is_an_error() =>
        Assert.Equal(Errno.NoEntry, Assert.Throws<LinuxException>(() => Fifo.OpenWriter(_directory["none"])).ErrorNumber);

    [Fact]
    public void What_the_holder_wrote_outlives_it_and_then_comes_the_end()
    {
        var holder = Fifo.OpenHolder(_directory["f"]);
        Assert.True(holder.TryWrite("early"u8, out _));
        using var reader = Fifo.OpenReader(_directory["f"]);
        holder.Dispose();
        Assert.Equal("early"u8, Read(reader));
        Assert.True(reader.TryRead(new byte[1], out var count));
        Assert.Equal(0, count);
    }

    [Fact]
    public void Capacity_is_asked_for()
    {
        using var reader = Fifo.OpenReader(_directory["f"]);
        Assert.True(Fifo.SetCapacity(reader, 128 << 10) >= 64 << 10);
    }

    [Fact]
    public void Splice_consumes_and_writes_at_an_offset()
    {
        using var reader = Fifo.OpenReader(_directory["f"]);
        using var writer = Fifo.OpenWriter(_directory["f"])!;
        using var file = FileDescriptor.Open(_directory["spool"], OpenFlags.ReadWrite | OpenFlags.Create);
        file.WriteAt("abc"u8, 0);
        Assert.False(Splice.TryMove(reader, file, 3, 100, out _));
        writer.TryWrite("def"u8, out _);
        Assert.True(Splice.TryMove(reader, file, 3, 100, out var count));
        Assert.Equal(3, count);
        Assert.False(reader.TryRead(new byte[1], out _));
        Assert.Equal("abcdef", File.ReadAllText(_directory["spool"]));
        writer.Dispose();
        Assert.True(Splice.TryMove(reader, file, 6, 100, out count));
        Assert.Equal(0, count);
    }

    [Fact]
    public void A_write_without_reader_breaks()
    {
        using var reader = Fifo.OpenReader(_directory["f"]);
        using var writer = Fifo.OpenWriter(_directory["f"])!;
        reader.Dispose();
        Assert.Equal(Errno.BrokenPipe, Assert.Throws<LinuxException>(() => writer.TryWrite("x"u8, out _)).ErrorNumber);
    }

    public void Dispose() => _directory.Dispose();

    private static ReadOnlySpan<byte> Read(FileDescriptor reader)
    {
        var bytes = new byte[100];
        Assert.True(reader.TryRead(bytes, out var count));
        return bytes.AsSpan(0, count);
    }
}
