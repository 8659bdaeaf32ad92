using EngineApi.Containerd;
using EngineApi.Engine;
using EngineApi.Wire.Images;

namespace EngineApi.Server.Http;

/// <summary>
/// A stream of progress lines. What fails once the work has begun is the last line, under a 200: clients of dockerd expect it
/// there, even as the only one.
/// </summary>
internal static class ProgressAnswer
{
    public static async Task WriteAsync(HttpContext context, Func<Func<ProgressMessage, ValueTask>, Task> work)
    {
        var response = context.Response;
        var output = response.BodyWriter;
        try
        {
            response.ContentType = ErrorReply.Json;
            await work(ReportAsync);
        }
        catch (Exception e) when (e is EngineException or ContainerdException && !context.RequestAborted.IsCancellationRequested)
        {
            await ReportAsync(ProgressMessage.Failure(e.Message));
        }

        async ValueTask ReportAsync(ProgressMessage message)
        {
            message.WriteTo(output);
            await output.FlushAsync(context.RequestAborted);
        }
    }
}
