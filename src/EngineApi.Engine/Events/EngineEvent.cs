using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EngineApi.Wire;

namespace EngineApi.Engine.Events;

/// <summary>One published event (API: <c>GET /events</c>). Immutable, shared by all subscribers.</summary>
public sealed class EngineEvent(
    long sequence, DateTimeOffset time, string type, string action, string id, ImmutableSortedDictionary<string, string> attributes)
    : IWeighed
{
    private byte[]? _line;
    private byte[]? _serverSentEvent;

    /// <summary>Counts up, by one while a daemon runs; never reused, not by the next daemon on the same data root either.</summary>
    public long Sequence => sequence;

    public DateTimeOffset Time => time;

    /// <summary>What it is about: <c>container</c>, <c>image</c>, <c>network</c>, <c>volume</c>, <c>daemon</c>.</summary>
    public string Type => type;

    /// <summary>For example <c>start</c>, or <c>exec_create: sh -c true</c>.</summary>
    public string Action => action;

    /// <summary>The id or name of what it is about.</summary>
    public string Id => id;

    public ImmutableSortedDictionary<string, string> Attributes => attributes;

    /// <summary>About how many bytes it holds: its text, and what is made of it to be sent.</summary>
    public long Weight { get; } = 256 + 5L * (action.Length + id.Length + attributes.Sum(attribute => attribute.Key.Length + attribute.Value.Length));

    /// <summary>The event as the API sends it, a JSON object and a newline. Made once, for all subscribers.</summary>
    public ReadOnlyMemory<byte> Line => _line ??= Serialize();

    /// <summary>The event as <c>text/event-stream</c> has it: its sequence, its type and the line. Made once, too.</summary>
    public ReadOnlyMemory<byte> ServerSentEvent => _serverSentEvent ??= Frame();

    private byte[] Frame()
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"id: {sequence}\nevent: {type}\ndata: ");
        var line = Line.Span;
        var frame = new byte[Encoding.UTF8.GetByteCount(head) + line.Length + 1];
        var length = Encoding.UTF8.GetBytes(head, frame);
        line.CopyTo(frame.AsSpan(length));
        frame[^1] = (byte)'\n';
        return frame;
    }

    // Two that begin at the same time make the same.
    private byte[] Serialize()
    {
        var line = new ArrayBufferWriter<byte>(512);
        WireJson.WriteLine(line, EventMessages.Of(this), WireJson.HtmlEscaped.EventMessage);
        return line.WrittenSpan.ToArray();
    }
}
