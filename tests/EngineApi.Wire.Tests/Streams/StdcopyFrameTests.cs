using EngineApi.Wire.Streams;
using Xunit;

namespace EngineApi.Wire.Tests.Streams;

public sealed class StdcopyFrameTests
{
    [Fact]
    public void Header_is_stream_number_and_big_endian_length()
    {
        var header = new byte[8];
        StdcopyFrame.WriteHeader(header, StdStream.Stderr, 0x01020304);
        Assert.Equal([2, 0, 0, 0, 1, 2, 3, 4], header);
        Assert.True(StdcopyFrame.TryReadHeader(header, out var stream, out var length));
        Assert.Equal((StdStream.Stderr, 0x01020304), (stream, length));
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 4, 0, 0, 0, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 1, 0, 1, 0, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0xff, 0, 0, 1 })]
    public void What_is_no_header_is_refused(byte[] bytes) => Assert.False(StdcopyFrame.TryReadHeader(bytes, out _, out _));
}
