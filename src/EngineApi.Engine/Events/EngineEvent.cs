using System.Collections.Immutable;

namespace EngineApi.Engine.Events;

/// <summary>One published event (API: <c>GET /events</c>). Immutable, shared by all subscribers.</summary>
/// <param name="Sequence">Counts up by one from the first event of this daemon; never reused.</param>
/// <param name="Type">What it is about: <c>container</c>, <c>image</c>, <c>network</c>, <c>volume</c>, <c>daemon</c>.</param>
/// <param name="Action">For example <c>start</c>, or <c>exec_create: sh -c true</c>.</param>
/// <param name="Id">The id or name of what it is about.</param>
public sealed record EngineEvent(
    long Sequence,
    DateTimeOffset Time,
    string Type,
    string Action,
    string Id,
    ImmutableSortedDictionary<string, string> Attributes);
