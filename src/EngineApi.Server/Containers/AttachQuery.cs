using EngineApi.Engine;
using EngineApi.Engine.Stdio;
using EngineApi.Server.Http;
using Microsoft.AspNetCore.Mvc;

namespace EngineApi.Server.Containers;

/// <summary>Parameters of <c>POST /containers/{id}/attach</c> and <c>GET /containers/{id}/attach/ws</c>.</summary>
internal sealed record AttachQuery
{
    [FromQuery(Name = "detachKeys")] public string? Keys { get; init; }

    [FromQuery(Name = "logs")] public QueryBool? Logs { get; init; }

    [FromQuery(Name = "stream")] public QueryBool? Stream { get; init; }

    [FromQuery(Name = "stdin")] public QueryBool? Stdin { get; init; }

    [FromQuery(Name = "stdout")] public QueryBool? Stdout { get; init; }

    [FromQuery(Name = "stderr")] public QueryBool? Stderr { get; init; }

    /// <exception cref="EngineException">InvalidParameter for the detach keys.</exception>
    public StdioAttach ToAttach() => new()
    {
        Stdin = Stdin == true,
        Stdout = Stdout == true,
        Stderr = Stderr == true,
        Logs = Logs == true,
        Stream = Stream == true,
        DetachKeys = DetachKeys.ParseForAttach(Keys),
    };
}
