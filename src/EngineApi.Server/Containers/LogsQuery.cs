using EngineApi.Engine;
using EngineApi.Engine.Stdio;
using EngineApi.Server.Http;
using Microsoft.AspNetCore.Mvc;

namespace EngineApi.Server.Containers;

/// <summary>Parameters of <c>GET /containers/{id}/logs</c>.</summary>
internal sealed record LogsQuery
{
    [FromQuery(Name = "follow")] public QueryBool? Follow { get; init; }

    [FromQuery(Name = "stdout")] public QueryBool? Stdout { get; init; }

    [FromQuery(Name = "stderr")] public QueryBool? Stderr { get; init; }

    [FromQuery(Name = "since")] public string? Since { get; init; }

    [FromQuery(Name = "until")] public string? Until { get; init; }

    [FromQuery(Name = "timestamps")] public QueryBool? Timestamps { get; init; }

    [FromQuery(Name = "tail")] public string? Tail { get; init; }

    [FromQuery(Name = "details")] public QueryBool? Details { get; init; }

    /// <exception cref="EngineException">InvalidParameter for a time or a number of lines.</exception>
    public LogReadOptions ToOptions(TimeProvider time) => new()
    {
        Stdout = Stdout == true,
        Stderr = Stderr == true,
        Follow = Follow == true,
        Timestamps = Timestamps == true,
        Details = Details == true,
        Tail = LogReadOptions.ParseTail(Tail),
        Since = QueryValue.Moment(Since, time),
        Until = QueryValue.Moment(Until, time),
    };
}
