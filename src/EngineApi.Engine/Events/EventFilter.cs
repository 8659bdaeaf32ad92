using EngineApi.Wire;

namespace EngineApi.Engine.Events;

/// <summary>The filters of <c>GET /events</c>.</summary>
public sealed class EventFilter
{
    /// <summary>A filter of these names is about the thing itself: its id or name, or the beginning of one.</summary>
    private static readonly string[] Kinds = ["container", "image", "network", "volume", "daemon", "plugin", "service", "node", "secret", "config"];

    private readonly Filters _filters;

    private EventFilter(Filters filters) => _filters = filters;

    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static EventFilter Parse(string? json)
    {
        var filters = Input.Read(() => Filters.Parse(json));
        Input.Check(() => filters.Validate([.. Kinds, "event", "label", "type", "scope"]));
        return new(filters);
    }

    public bool Matches(EngineEvent published) =>
        _filters.Exact("type", published.Type)
        && _filters.Exact("scope", "local")
        && MatchesAction(published.Action)
        && _filters.Labels("label", published.Attributes)
        && Kinds.All(kind => !_filters.Has(kind) || (kind == "image" ? MatchesImage(published) : published.Type == kind && MatchesThing(kind, published)));

    /// <summary><c>exec_start: sh -c true</c> is found as <c>exec_start</c>, too.</summary>
    private bool MatchesAction(string action) =>
        _filters.Exact("event", action)
        || (action.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && _filters.Exact("event", action[..colon]));

    private bool MatchesThing(string kind, EngineEvent published) =>
        _filters.Prefix(kind, published.Id) || (published.Attributes.TryGetValue("name", out var name) && _filters.Prefix(kind, name));

    /// <summary>An image by its id or its name with or without a tag; and the containers that were made from it.</summary>
    private bool MatchesImage(EngineEvent published) => published.Type switch
    {
        "image" => MatchesImage(published.Id) || MatchesImage(published.Attributes.GetValueOrDefault("name")),
        "container" => MatchesImage(published.Attributes.GetValueOrDefault("image")),
        _ => false,
    };

    private bool MatchesImage(string? name) => name is not null && _filters["image"].Any(
        wanted => name == wanted || (name.StartsWith(wanted, StringComparison.Ordinal) && name[wanted.Length] is ':' or '@'));
}
