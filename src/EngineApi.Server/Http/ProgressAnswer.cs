using System.Buffers;
using EngineApi.Containerd;
using EngineApi.Engine;
using EngineApi.Wire.Images;

namespace EngineApi.Server.Http;

/// <summary>An answer of progress lines, each a JSON object and CRLF, sent as they come.</summary>
internal sealed class ProgressAnswer(HttpContext context)
{
    /// <summary>What is read of a refused body, so that a client that sends first and listens then sees why.</summary>
    private const int DrainBytes = 16 << 20;

    private readonly ArrayBufferWriter<byte> _line = new(256);

    public async ValueTask WriteAsync(ProgressMessage message)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = ErrorReply.Json;
        _line.ResetWrittenCount();
        message.WriteTo(_line);
        await context.Response.Body.WriteAsync(_line.WrittenMemory, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Runs work whose failures belong into the stream, under a 200, even when they are its first line.</summary>
    public async Task RunAsync(Func<Func<ProgressMessage, ValueTask>, Task> work)
    {
        try
        {
            await work(WriteAsync);
        }
        catch (Exception e) when (e is EngineException or ContainerdException && !context.RequestAborted.IsCancellationRequested)
        {
            await DrainAsync();
            await WriteAsync(ProgressMessage.Failure(e.Message));
        }
    }

    /// <summary>Runs work whose failures belong into the stream once it has begun, and into the status before that.</summary>
    public async Task RunStartedAsync(Func<Func<ProgressMessage, ValueTask>, Task> work)
    {
        try
        {
            await work(WriteAsync);
        }
        catch (Exception e) when (e is EngineException or ContainerdException && context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await WriteAsync(ProgressMessage.Failure(e.Message));
        }
    }

    private async Task DrainAsync()
    {
        var chunk = ArrayPool<byte>.Shared.Rent(65536);
        try
        {
            for (var drained = 0; drained < DrainBytes;)
            {
                var read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted);
                if (read == 0)
                    return;
                drained += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
