using System.Text;
using EngineApi.Engine;
using EngineApi.Engine.Exec;
using EngineApi.Server.Hijack;
using EngineApi.Server.Http;
using EngineApi.Wire;
using EngineApi.Wire.Exec;
using EngineApi.Wire.Streams;

namespace EngineApi.Server.Exec;

/// <summary>The routes of execs.</summary>
internal static class ExecEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/containers/{id}/exec", CreateAsync);
        routes.MapPost("/exec/{id}/start", StartAsync).WithMetadata(new HijackingEndpoint());
        routes.MapPost("/exec/{id}/resize", ResizeAsync);
        routes.MapGet("/exec/{id}/json", Inspect);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, string id, CreateExec verb)
    {
        var request = await JsonRequest.ReadAsync(context, WireJson.Default.ExecCreateRequest);
        return JsonAnswer.Created(new ExecCreateResponse { Id = verb.Execute(id, request) }, WireJson.Default.ExecCreateResponse);
    }

    private static async Task StartAsync(HttpContext context, string id, StartExec verb)
    {
        var request = await JsonRequest.ReadOptionalAsync(context, WireJson.Default.ExecStartRequest);
        var exec = verb.Find(id);
        if (!request.Detach)
        {
            await StartAttachedAsync(context, exec, request, verb);
            return;
        }

        await verb.StartDetachedAsync(exec, request);
        context.Response.ContentLength = 0;
    }

    /// <summary>The connection is taken over first, as dockerd does: what goes wrong from then on is told in the stream.</summary>
    private static async Task StartAttachedAsync(HttpContext context, ExecInstance exec, ExecStartRequest request, StartExec verb)
    {
        var connection = await HijackReply.StartAsync(context, request.Tty, engineHeaders: true);
        try
        {
            var session = await verb.StartAttachedAsync(exec, request);
            await session.RunAsync(exec.Request.AttachStdin ? connection.Input : null, connection.Output, connection.Aborted);
        }
        catch (EngineException e)
        {
            var text = Encoding.UTF8.GetBytes(e.Message + "\r\n");
            if (!request.Tty)
            {
                StdcopyFrame.WriteHeader(connection.Output.GetSpan(StdcopyFrame.HeaderSize), StdStream.Stdout, text.Length);
                connection.Output.Advance(StdcopyFrame.HeaderSize);
            }

            await connection.Output.WriteAsync(text, connection.Aborted);
        }
    }

    private static async Task ResizeAsync(HttpContext context, string id, string? h, string? w, ResizeExec verb)
    {
        await verb.ExecuteAsync(id, QueryValue.TerminalSize(h, "height"), QueryValue.TerminalSize(w, "width"), context.RequestAborted);
        context.Response.ContentLength = 0;
    }

    private static JsonAnswer<ExecInspect> Inspect(string id, InspectExec verb) => JsonAnswer.Ok(verb.Execute(id), WireJson.Default.ExecInspect);
}
