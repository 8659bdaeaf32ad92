using System.Globalization;
using EngineApi.Engine;
using EngineApi.Engine.Events;
using EngineApi.Server.Http;
using EngineApi.Wire;

namespace EngineApi.Server.Events;

/// <summary>The event feed.</summary>
internal static class EventEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/events", WatchAsync);

    private static async Task WatchAsync(
        HttpContext context, string? since, string? until, string? filters, WatchEvents verb, TimeProvider time)
    {
        var range = new EventRange { Since = QueryValue.Moment(since, time), Until = QueryValue.Moment(until, time) };
        if (range.Until < range.Since)
            throw EngineException.InvalidParameter($"`since` time ({since}) cannot be after `until` time ({until})");
        var filter = EventFilter.Parse(filters);
        var form = EventForm.Of(context.Request);
        if (form == EventForm.ServerSent)
        {
            if (range.Since > time.GetUtcNow())
                throw EngineException.InvalidParameter($"`since` time ({since}) is in the future");
            await SendAsync(context, time, verb, range with { After = LastSeen(context.Request) }, filter);
            return;
        }

        using var feed = verb.Open(range, filter);
        var writer = new FeedWriter(context, time);
        await writer.StartAsync(form.ContentType);
        // Clients of the default form may take a chunk for an event, as dockerd sends them.
        await writer.RunAsync(feed, static published => published.Line, together: form != EventForm.Json, pulse: null);
    }

    private static async Task SendAsync(HttpContext context, TimeProvider time, WatchEvents verb, EventRange range, EventFilter filter)
    {
        using var feed = verb.Open(range, filter);
        var opening = feed.HasGap ? ServerSentEvents.Gap(range.After!.Value, feed.CompleteFrom) : ServerSentEvents.Position(feed.Position);
        await ServerSentEvents.SendAsync(context, time, feed, static published => published.ServerSentEvent, opening, () => feed.Position);
    }

    /// <exception cref="EngineException">InvalidParameter: not a number that an event may have.</exception>
    private static long? LastSeen(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString();
        if (text.Length == 0) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : throw EngineException.InvalidParameter($"invalid Last-Event-ID {GoQuote.Quote(text)}: it is to be the id of an event, a number");
    }
}
