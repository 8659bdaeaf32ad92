using System.Buffers;
using EngineApi.Engine.Containers.Health;
using EngineApi.Wire.Streams;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Health;

public sealed class ProbeOutputTests
{
    [Fact]
    public async Task Joins_both_streams_also_when_frames_come_in_pieces()
    {
        var frames = Frame(StdStream.Stdout, "one "u8).Concat(Frame(StdStream.Stderr, "two"u8)).ToArray();
        var output = new ProbeOutput();
        var reading = output.ReadAsync();
        foreach (var single in frames)
            await output.Writer.WriteAsync(new[] { single });
        await output.Writer.CompleteAsync();
        await reading;
        Assert.Equal("one two", output.ToString());
    }

    [Fact]
    public async Task Keeps_4096_bytes_of_what_never_ends()
    {
        var output = new ProbeOutput();
        var reading = output.ReadAsync();
        var frame = Frame(StdStream.Stdout, Enumerable.Repeat((byte)'x', 60_000).ToArray());
        for (var i = 0; i < 50; i++)
            await output.Writer.WriteAsync(frame);
        await output.Writer.CompleteAsync();
        await reading;
        Assert.Equal(new string('x', ProbeOutput.MostBytes) + "...", output.ToString());
    }

    private static byte[] Frame(StdStream stream, ReadOnlySpan<byte> payload)
    {
        var frame = new ArrayBufferWriter<byte>();
        StdcopyFrame.WriteHeader(frame.GetSpan(StdcopyFrame.HeaderSize), stream, payload.Length);
        frame.Advance(StdcopyFrame.HeaderSize);
        frame.Write(payload);
        return frame.WrittenSpan.ToArray();
    }
}
