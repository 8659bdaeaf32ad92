using EngineApi.Server.Http;

namespace EngineApi.Server.Events;

/// <summary>How events are sent.</summary>
internal sealed record EventForm(string ContentType)
{
    /// <summary>dockerd's, and the one for whoever asks for nothing we have: JSON objects, each in a line.</summary>
    public static readonly EventForm Json = new(ErrorReply.Json);

    public static readonly EventForm ServerSent = new(ServerSentEvents.ContentType);

    /// <summary>The same bytes as <see cref="Json"/>, under names that say what they are.</summary>
    private static readonly EventForm[] Lines = [new("application/x-ndjson"), new("application/jsonl")];

    /// <summary>What the client likes best by its <c>Accept</c>, among equals what it names first.</summary>
    public static EventForm Of(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0) return Json;
        foreach (var accepted in request.GetTypedHeaders().Accept.OrderByDescending(static type => type.Quality ?? 1))
        {
            var name = accepted.MediaType.Value ?? "";
            if (accepted.Quality is 0) continue;
            if (name is "*/*" or "application/*" || Is(name, Json)) return Json;
            if (Is(name, ServerSent)) return ServerSent;
            if (Array.Find(Lines, form => Is(name, form)) is { } lines) return lines;
        }
        return Json;
    }

    private static bool Is(string name, EventForm form) => string.Equals(name, form.ContentType, StringComparison.OrdinalIgnoreCase);
}
