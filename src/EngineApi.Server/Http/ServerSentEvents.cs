using System.Buffers;
using System.Globalization;
using System.Text;
using EngineApi.Engine;
using EngineApi.Engine.Events;
using EngineApi.Wire;

namespace EngineApi.Server.Http;

/// <summary>
/// <c>text/event-stream</c> (HTML Living Standard, Server-sent events). Silence is broken by comments. Besides the feed's own there are the
/// events <c>gap</c>, what comes may not follow what was seen, and <c>cut-off</c>, the client was too slow and is to connect anew.
/// </summary>
internal static class ServerSentEvents
{
    public const string ContentType = "text/event-stream";

    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    /// <param name="opening">Sent with the head of the answer; may be empty.</param>
    /// <param name="position">The number that the client is to resume after; null if it cannot resume.</param>
    public static async Task SendAsync<T>(
        HttpContext context, TimeProvider time, IFeed<T> feed, Func<T, ReadOnlyMemory<byte>> form, ReadOnlyMemory<byte> opening, Func<long?>? position)
        where T : class
    {
        var writer = new FeedWriter(context, time);
        context.Response.Headers.CacheControl = "no-cache";
        await writer.StartAsync(ContentType);
        if (!await writer.SendAsync(opening.IsEmpty ? Comment : opening)) return;
        try
        {
            await writer.RunAsync(feed, form, together: true, () => Position(position?.Invoke()));
        }
        catch (EngineException error) when (error.Kind == ErrorKind.Unavailable)
        {
            context.RequestServices.GetRequiredService<ILogger<FeedWriter>>().CutOff(context.Request.Path, error.Message);
            await writer.SendAsync(CutOff(error.Message));
        }
    }

    /// <summary>
    /// A comment, and the number from which the client resumes. A block without data is no event, but its number counts: also a client that
    /// has seen no event yet, or none for long because of its filters, then resumes where it was.
    /// </summary>
    public static ReadOnlyMemory<byte> Position(long? sequence) =>
        sequence is { } known ? Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $":\nid: {known}\n\n")) : Comment;

    /// <param name="seen">What the client has seen last.</param>
    /// <param name="completeFrom">The first event from which on none is missing.</param>
    public static ReadOnlyMemory<byte> Gap(long seen, long completeFrom) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: gap\ndata: {{\"after\":{seen},\"completeFrom\":{completeFrom}}}\n\n"));

    private static ReadOnlyMemory<byte> CutOff(string reason)
    {
        var frame = new ArrayBufferWriter<byte>(128);
        frame.Write("event: cut-off\ndata: "u8);
        WireJson.WriteLine(frame, new() { Message = reason }, WireJson.Default.ErrorResponse);
        frame.Write("\n"u8);
        return frame.WrittenMemory;
    }
}
