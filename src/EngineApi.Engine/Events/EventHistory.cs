using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;
using EngineApi.Wire;

namespace EngineApi.Engine.Events;

/// <summary>What earlier daemons published, as far as their files tell.</summary>
/// <remarks>
/// Each line is an event, its number and its JSON: <c>42 {"status":…}</c>; or a mark: <c>begin 41</c> when a daemon began to write, with the
/// number before its first; <c>end 57</c> when it stopped in order, having written all up to there. Any other line is left out.
/// </remarks>
internal sealed class EventHistory
{
    /// <summary>
    /// How far numbers leap when a daemon did not stop in order: more than it can have published without it being in the file.
    /// </summary>
    public const long Leap = 1_000_000;

    private readonly Queue<(long Sequence, ReadOnlyMemory<byte> Json)> _last = new();
    private long _sequence;
    private bool _ended = true;

    private EventHistory()
    {
    }

    /// <summary>The last events, in their order; at most <see cref="EventBus.HistoryLength"/>.</summary>
    public IReadOnlyList<EngineEvent> Events { get; private set; } = [];

    /// <summary>New events are numbered after this.</summary>
    public long Sequence => _ended ? _sequence : _sequence + Leap;

    /// <param name="files">The older one first.</param>
    public static EventHistory Of(params ReadOnlySpan<ReadOnlyMemory<byte>> files)
    {
        var history = new EventHistory();
        foreach (var file in files)
            history.Take(file);
        history.Events = [.. history._last.Select(line => Parse(line.Sequence, line.Json.Span)).OfType<EngineEvent>()];
        history._last.Clear();
        return history;
    }

    private void Take(ReadOnlyMemory<byte> file)
    {
        // What comes after the last end of a line was torn.
        for (int end; (end = file.Span.IndexOf((byte)'\n')) >= 0; file = file[(end + 1)..])
            TakeLine(file[..end]);
    }

    private void TakeLine(ReadOnlyMemory<byte> line)
    {
        var text = line.Span;
        if (Mark(text, "begin "u8) is { } began)
        {
            (_sequence, _ended) = (Math.Max(_sequence, began), false);
        }
        else if (Mark(text, "end "u8) is { } ended)
        {
            // One that lags tells of events that could not be written.
            (_sequence, _ended) = (Math.Max(_sequence, ended), ended >= _sequence);
        }
        else if (Utf8Parser.TryParse(text, out long sequence, out var digits) && sequence > _sequence && digits < text.Length && text[digits] == ' ')
        {
            (_sequence, _ended) = (sequence, false);
            _last.Enqueue((sequence, line[(digits + 1)..]));
            if (_last.Count > EventBus.HistoryLength)
                _last.Dequeue();
        }
    }

    private static long? Mark(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.StartsWith(name) && Utf8Parser.TryParse(line[name.Length..], out long sequence, out var digits) && name.Length + digits == line.Length
            ? sequence : null;

    private static EngineEvent? Parse(long sequence, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, WireJson.HtmlEscaped.EventMessage) is { } message
                ? new(
                    sequence, EventMessages.MomentOf(message), message.Type, message.Action, message.Actor.ID,
                    message.Actor.Attributes.ToImmutableSortedDictionary(StringComparer.Ordinal))
                : null;
        }
        catch (JsonException)
        {
            return null; // The numbers around it tell that one is missing.
        }
    }
}
