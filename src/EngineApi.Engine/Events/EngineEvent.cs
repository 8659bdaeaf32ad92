using System.Buffers;
using System.Collections.Immutable;
using EngineApi.Wire;

namespace EngineApi.Engine.Events;

/// <summary>One published event (API: <c>GET /events</c>). Immutable, shared by all subscribers.</summary>
public sealed class EngineEvent(
    long sequence, DateTimeOffset time, string type, string action, string id, ImmutableSortedDictionary<string, string> attributes)
{
    private byte[]? _line;

    /// <summary>Counts up by one from the first event of this daemon; never reused.</summary>
    public long Sequence => sequence;

    public DateTimeOffset Time => time;

    /// <summary>What it is about: <c>container</c>, <c>image</c>, <c>network</c>, <c>volume</c>, <c>daemon</c>.</summary>
    public string Type => type;

    /// <summary>For example <c>start</c>, or <c>exec_create: sh -c true</c>.</summary>
    public string Action => action;

    /// <summary>The id or name of what it is about.</summary>
    public string Id => id;

    public ImmutableSortedDictionary<string, string> Attributes => attributes;

    /// <summary>About how many bytes it holds: its text, and the line made of it.</summary>
    public long Weight { get; } = 256 + 4L * (action.Length + id.Length + attributes.Sum(attribute => attribute.Key.Length + attribute.Value.Length));

    /// <summary>The event as the API sends it, a JSON object and a newline. Made once, for all subscribers.</summary>
    public ReadOnlyMemory<byte> Line => _line ??= Serialize();

    // Two that begin at the same time make the same.
    private byte[] Serialize()
    {
        var line = new ArrayBufferWriter<byte>(512);
        WireJson.WriteLine(line, EventMessages.Of(this), WireJson.HtmlEscaped.EventMessage);
        return line.WrittenSpan.ToArray();
    }
}
