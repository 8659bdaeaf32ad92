using EngineApi.Engine.Containers;
using EngineApi.Server.Hijack;
using EngineApi.Server.Http;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using Microsoft.AspNetCore.Mvc;

namespace EngineApi.Server.Containers;

/// <summary>Answers of containers that go on for a while: attach, logs, wait.</summary>
internal static class ContainerStreamEndpoints
{
    private static readonly ApiVersion s_oneShotSince = new(1, 41);

    public static async Task AttachAsync(HttpContext context, string id, [AsParameters] AttachQuery query, AttachContainer verb)
    {
        var wanted = query.ToAttach();
        var session = await verb.OpenAsync(id, wanted);
        await SessionAsync(context, session, readInput: wanted.Stdin, engineHeaders: false);
    }

    /// <summary>Hands the connection over to a session, for attach and exec alike.</summary>
    public static async Task SessionAsync(HttpContext context, AttachSession session, bool readInput, bool engineHeaders)
    {
        HijackedConnection connection;
        try
        {
            connection = await HijackReply.StartAsync(context, session.Tty, engineHeaders);
        }
        catch
        {
            session.Abandon();
            throw;
        }

        await session.RunAsync(readInput ? connection.Input : null, connection.Output, connection.Aborted);
    }

    public static async Task LogsAsync(HttpContext context, string id, [AsParameters] LogsQuery query, ReadContainerLogs verb, TimeProvider time)
    {
        var session = verb.Open(id, query.ToOptions(time));
        context.Response.ContentType = HijackReply.ContentType(context.ApiVersion(), session.Tty);
        await context.Response.StartAsync(context.RequestAborted);
        // The head goes out at once, also when a silent container is followed.
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        await session.CopyToAsync(context.Response.BodyWriter, context.RequestAborted);
    }

    /// <summary>Streams unless <c>stream</c> says no: the only boolean that is true when it is absent.</summary>
    public static async Task StatsAsync(
        HttpContext context, string id, string? stream, [FromQuery(Name = "one-shot")] QueryBool? oneShot, ReadContainerStats verb)
    {
        var once = oneShot == true && context.ApiVersion() >= s_oneShotSince;
        if (!GoBool.Parse(stream, whenAbsent: true))
        {
            await JsonAnswer.Ok(await verb.OnceAsync(id, once, context.RequestAborted), WireJson.Default.ContainerStats).ExecuteAsync(context);
            return;
        }

        var samples = verb.Follow(id, once, context.RequestAborted);
        context.Response.ContentType = ErrorReply.Json;
        await context.Response.StartAsync(context.RequestAborted);
        await foreach (var sample in samples)
        {
            WireJson.WriteLine(context.Response.BodyWriter, sample, WireJson.Default.ContainerStats);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }

    /// <summary>The head of the answer goes out at once: clients start the container when they see it.</summary>
    public static async Task WaitAsync(HttpContext context, string id, string? condition, WaitContainer verb)
    {
        var exit = verb.Begin(id, condition);
        context.Response.ContentType = ErrorReply.Json;
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        var ended = await exit.WaitAsync(context.RequestAborted);
        var answer = new ContainerWaitResponse
        {
            StatusCode = ended.ExitCode,
            Error = ended.Error is null ? null : new() { Message = ended.Error },
        };
        WireJson.WriteLine(context.Response.BodyWriter, answer, WireJson.Default.ContainerWaitResponse);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
