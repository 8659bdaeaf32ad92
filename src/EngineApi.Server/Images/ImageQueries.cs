using System.Globalization;
using EngineApi.Engine;
using EngineApi.Engine.Containers.Commit;
using EngineApi.Engine.Images;
using EngineApi.Server.Http;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using Microsoft.AspNetCore.Mvc;

namespace EngineApi.Server.Images;

/// <summary>Parameters of <c>GET /images/json</c>. <c>all</c> and <c>digests</c> change nothing: there are no intermediate images, and digests are always shown.</summary>
internal sealed record ImageListQuery
{
    [FromQuery(Name = "filters")] public string? Filters { get; init; }

    [FromQuery(Name = "shared-size")] public QueryBool? SharedSize { get; init; }

    [FromQuery(Name = "manifests")] public QueryBool? Manifests { get; init; }

    /// <summary>Before API 1.41 the one name to look for; <c>filters</c> has taken its place.</summary>
    [FromQuery(Name = "filter")] public string? Filter { get; init; }

    /// <exception cref="EngineException">InvalidParameter <c>invalid filter</c>.</exception>
    public Filters ParseFilters(ApiVersion version) =>
        string.IsNullOrEmpty(Filter) || version >= new ApiVersion(1, 41)
            ? QueryFilters.Parse(Filters)
            : QueryFilters.Parse(Filters).With("reference", Filter);
}

/// <summary>Parameters of <c>POST /images/create</c>.</summary>
internal sealed record ImageCreateQuery
{
    [FromQuery(Name = "fromImage")] public string? FromImage { get; init; }

    [FromQuery(Name = "fromSrc")] public string? FromSrc { get; init; }

    [FromQuery(Name = "repo")] public string? Repository { get; init; }

    [FromQuery(Name = "tag")] public string? Tag { get; init; }

    [FromQuery(Name = "message")] public string? Message { get; init; }

    [FromQuery(Name = "changes")] public string[]? Changes { get; init; }

    [FromQuery(Name = "platform")] public string? Platform { get; init; }

    /// <exception cref="EngineException">InvalidParameter without a source.</exception>
    public void CheckSource()
    {
        if (string.IsNullOrEmpty(FromSrc))
            throw EngineException.InvalidParameter("nothing to make an image of: fromImage or fromSrc must be given");
    }

    public ImportRequest ToImport() => new()
    {
        Repository = Repository ?? "",
        Tag = Tag ?? "",
        Message = Message ?? "",
        Changes = Changes ?? [],
        Platform = Platform ?? "",
    };
}

/// <summary>Parameters of <c>GET /images/search</c>.</summary>
internal static class ImageSearchQuery
{
    /// <summary>0 when it is not given.</summary>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static int ParseLimit(string? text) => string.IsNullOrEmpty(text)
        ? 0
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : throw EngineException.InvalidParameter($"invalid limit specified: \"{text}\" is not a number");
}

/// <summary>Parameters of <c>POST /commit</c>.</summary>
internal sealed record CommitQuery
{
    [FromQuery(Name = "container")] public string? Container { get; init; }

    [FromQuery(Name = "repo")] public string? Repository { get; init; }

    [FromQuery(Name = "tag")] public string? Tag { get; init; }

    [FromQuery(Name = "comment")] public string? Comment { get; init; }

    [FromQuery(Name = "author")] public string? Author { get; init; }

    [FromQuery(Name = "pause")] public string? Pause { get; init; }

    [FromQuery(Name = "changes")] public string[]? Changes { get; init; }

    public CommitRequest ToCommit(ContainerConfig config) => new()
    {
        Repository = Repository ?? "",
        Tag = Tag ?? "",
        Comment = Comment ?? "",
        Author = Author ?? "",
        Pause = string.IsNullOrEmpty(Pause) || GoBool.Parse(Pause),
        Changes = Changes ?? [],
        Config = config,
    };
}
