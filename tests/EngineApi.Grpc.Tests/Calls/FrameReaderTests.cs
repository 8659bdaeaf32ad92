using Grpc.Net.Client.Calls;

namespace EngineApi.Grpc.Tests.Calls;

public sealed class FrameReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Frames_are_found_however_the_bytes_arrive(int bytesPerRead)
    {
        int[] lengths = [0, 1, 4, 5, 6, 1018, 1019, 1020, 3000, 70_000, 0, 2];
        var body = new MemoryStream();
        foreach (var length in lengths)
            body.Write([.. PeerCall.Prefix(0, (uint)length), .. Enumerable.Range(length, length).Select(n => (byte)n)]);
        body.Position = 0;
        var frames = new FrameReader(limit: null);

        var chunked = new ChunkedStream(body, bytesPerRead);
        foreach (var length in lengths)
        {
            Assert.Equal(FrameRead.Message, await frames.ReadAsync(chunked, TestContext.Current.CancellationToken));
            Assert.Equal(Enumerable.Range(length, length).Select(n => (byte)n), frames.Payload.ToArray());
        }

        Assert.Equal(FrameRead.End, await frames.ReadAsync(chunked, TestContext.Current.CancellationToken));
        frames.Release();
    }

    private sealed class ChunkedStream(Stream inner, int most) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
