using EngineApi.Containerd;
using EngineApi.Engine;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Tar;
using EngineApi.Server.Hijack;

namespace EngineApi.Server.Http;

/// <summary>
/// Turns what endpoints throw into answers. An engine's error becomes its status and message; anything unexpected becomes
/// 500 and a line in the log; a client that is gone gets nothing; a response under way is cut, so that its reader notices.
/// </summary>
internal sealed class ErrorBoundary(RequestDelegate next, ILogger<ErrorBoundary> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
#pragma warning disable CA1031 // the boundary: nothing may pass it
        catch (Exception error)
#pragma warning restore CA1031
        {
            try
            {
                await AnswerAsync(context, error);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                log.ClientGone(context.Request.Method, context.Request.Path, error.Message);
            }
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception error)
    {
        if (context.RequestAborted.IsCancellationRequested || error is ArchiveReaderGoneException)
        {
            log.ClientGone(context.Request.Method, context.Request.Path, error.Message);
            context.Abort();
            return;
        }
        var (status, message) = Describe(error);
        if (status == StatusCodes.Status500InternalServerError && error is not EngineException)
            log.Unexpected(error, context.Request.Method, context.Request.Path);
        var connection = context.Features.Get<IHijackFeature>();
        if (context.Response.HasStarted || connection is { Taken: true })
        {
            log.Cut(context.Request.Method, context.Request.Path, message);
            if (connection is null) context.Abort();
            else await connection.CutAsync();
            return;
        }
        context.Response.Clear();
        EngineHeaders.Set(context.Response.Headers);
        if (status == StatusCodes.Status304NotModified) context.Response.StatusCode = status;
        else await ErrorReply.WriteAsync(context, status, message);
    }

    private static (int Status, string Message) Describe(Exception error) => error switch
    {
        EngineException e => (ErrorStatus.Of(e.Kind), e.Message),
        ContainerdException e => Describe(e.ToEngine()),
        BadHttpRequestException e => (e.StatusCode, e.Message),
        OperationCanceledException { InnerException: CutBodyException cut } => (StatusCodes.Status400BadRequest, cut.Message),
        // How the server reports the size of a chunk that no number holds.
        IOException { InnerException: OverflowException } e => (StatusCodes.Status400BadRequest, e.Message),
        _ => (StatusCodes.Status500InternalServerError, error.Message),
    };
}
