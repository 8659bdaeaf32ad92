using EngineApi.Wire;

namespace EngineApi.Engine.Images;

/// <summary>The filters of <c>GET /images/json</c>, checked and ready to be asked about each image.</summary>
internal sealed class ImageFilters
{
    private readonly Filters _filters;
    private readonly IReadOnlyList<GlobPattern> _references;
    private readonly bool? _dangling;
    private readonly DateTimeOffset? _before;
    private readonly DateTimeOffset? _since;

    /// <param name="all">Every image: <c>before</c> and <c>since</c> name some of them.</param>
    /// <param name="now">What <c>until=1h</c> counts back from.</param>
    /// <exception cref="EngineException">InvalidParameter, in Docker's words; NotFound for an image named by a filter.</exception>
    public ImageFilters(Filters filters, IReadOnlyList<Image> all, DateTimeOffset now)
    {
        _filters = filters;
        Input.Check(() => filters.Validate("dangling", "label", "label!", "before", "since", "reference", "until"));
        _dangling = filters.Has("dangling") ? Input.Read(() => filters.Bool("dangling", false)) : null;
        var until = filters["until"].Select(value => Input.Read(() => GoTime.ParseInstant(value, now))).OfType<long>();
        _before = filters["before"].Select(name => Created(all, name))
            .Concat(until.Select(instant => DateTimeOffset.UnixEpoch.AddTicks(instant / 100)))
            .Cast<DateTimeOffset?>().Min();
        _since = filters["since"].Select(name => (DateTimeOffset?)Created(all, name)).Max();
        _references = [.. filters["reference"].Select(pattern => new GlobPattern(pattern))];
    }

    /// <summary>Only names that match are shown when names were asked for.</summary>
    public bool Shows(string familiar)
    {
        if (_references.Count == 0)
            return true;
        var colon = familiar.LastIndexOf(':');
        var name = colon > familiar.LastIndexOf('/') ? familiar[..colon] : familiar;
        return _references.Any(pattern => pattern.IsMatch(familiar) || pattern.IsMatch(name));
    }

    public bool Matches(Image image)
    {
        var labels = image.Content.Labels;
        return (_dangling is not { } dangling || image.IsDangling == dangling)
            && (_before is not { } before || image.Content.Created < before)
            && (_since is not { } since || image.Content.Created > since)
            && _filters.Labels("label", labels)
            && !_filters["label!"].Any(label => Filters.Of(("label", label)).Labels("label", labels))
            && (_references.Count == 0 || image.RepoTags.Concat(image.RepoDigests.Select(d => d[..d.IndexOf('@')])).Any(Shows));
    }

    private static DateTimeOffset Created(IReadOnlyList<Image> all, string name) => ResolveImage.Find(all, name).Image.Content.Created;
}
