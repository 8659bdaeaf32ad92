using EngineApi.Wire;

namespace EngineApi.Engine;

/// <summary>The filters that all prunes have: <c>until</c>, <c>label</c> and <c>label!</c>.</summary>
internal sealed class PruneFilter
{
    private readonly Filters _filters;
    private readonly DateTimeOffset? _until;

    /// <param name="more">Keys that this prune has besides.</param>
    /// <exception cref="EngineException">InvalidParameter, in Docker's words.</exception>
    public PruneFilter(Filters filters, DateTimeOffset now, params string[] more)
    {
        _filters = filters;
        Input.Check(() => filters.Validate([.. more, "label", "label!", "until"]));
        _until = filters["until"] switch
        {
            [] => null,
            [var only] => Input.Read(() => GoTime.ParseInstant(only, now)) is { } nanoseconds ? DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100) : null,
            _ => throw EngineException.InvalidParameter("more than one until filter specified"),
        };
    }

    public bool Matches(DateTimeOffset created, IReadOnlyDictionary<string, string>? labels) =>
        (_until is not { } until || created <= until)
        && _filters.Labels("label", labels)
        && !(_filters.Has("label!") && _filters.Labels("label!", labels));
}
