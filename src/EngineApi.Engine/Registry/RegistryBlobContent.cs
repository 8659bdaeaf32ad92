using System.Net;

namespace EngineApi.Engine.Registry;

/// <summary>A blob as the body of an upload, of a length known before.</summary>
/// <param name="open">Opens the blob from its beginning; called again when the request is sent again.</param>
/// <param name="size">Bytes.</param>
/// <param name="sent">Hears how many bytes are sent so far.</param>
internal sealed class RegistryBlobContent(Func<Stream> open, long size, Action<long> sent) : HttpContent
{
    private const int ChunkBytes = 64 << 10;

    /// <summary>Called whenever bytes have left, for whoever watches that they do.</summary>
    public Action Moves { get; set; } = static () => { };

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var source = open();
        var chunk = new byte[ChunkBytes];
        long total = 0;
        int count;
        while ((count = await source.ReadAsync(chunk, cancellationToken)) > 0)
        {
            await stream.WriteAsync(chunk.AsMemory(0, count), cancellationToken);
            Moves();
            sent(total += count);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = size;
        return true;
    }
}
