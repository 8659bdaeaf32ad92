using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EngineApi.Grpc.Tests.Peers;

/// <summary>One call as the peer sees it: frames read and written by hand.</summary>
public sealed class PeerCall(HttpContext context)
{
    public HttpContext Http => context;

    public string Header(string name) => context.Request.Headers[name].ToString();

    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Null at the end of the requests.</summary>
    public async Task<string?> ReadAsync()
    {
        var prefix = new byte[5];
        if (await context.Request.Body.ReadAtLeastAsync(prefix, 5, throwOnEndOfStream: false) == 0)
            return null;
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await context.Request.Body.ReadExactlyAsync(payload);
        return Encoding.UTF8.GetString(payload);
    }

    public async Task ReadToEndAsync()
    {
        while (await ReadAsync() is not null)
        {
        }
    }

    /// <summary>Sends the response's head, so that the client sees it before any message.</summary>
    public Task StartAsync()
    {
        SayGrpc();
        return context.Response.Body.FlushAsync();
    }

    public Task WriteAsync(string message)
    {
        var payload = Encoding.UTF8.GetBytes(message);
        return WriteRawAsync(Prefix(0, (uint)payload.Length), payload);
    }

    /// <summary>False once the client has gone: a peer that went on writing would never give its thread back.</summary>
    public async Task<bool> TryWriteAsync(string message)
    {
        SayGrpc();
        var payload = Encoding.UTF8.GetBytes(message);
        await context.Response.BodyWriter.WriteAsync(Prefix(0, (uint)payload.Length));
        var flushed = await context.Response.BodyWriter.WriteAsync(payload);
        return !flushed.IsCompleted && !Aborted.IsCancellationRequested;
    }

    public async Task WriteRawAsync(params byte[][] pieces)
    {
        SayGrpc();
        foreach (var piece in pieces)
            await context.Response.Body.WriteAsync(piece);
        await context.Response.Body.FlushAsync();
    }

    public static byte[] Prefix(byte flag, uint length)
    {
        var prefix = new byte[5];
        prefix[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(prefix.AsSpan(1), length);
        return prefix;
    }

    public async Task EndAsync(int status = 0, string? message = null)
    {
        await StartAsync();
        context.Response.AppendTrailer("grpc-status", status.ToString());
        if (message is not null)
            context.Response.AppendTrailer("grpc-message", message);
    }

    /// <summary>A response whose head is also its end.</summary>
    public void EndTrailersOnly(int status, string message)
    {
        SayGrpc();
        context.Response.Headers["grpc-status"] = status.ToString();
        context.Response.Headers["grpc-message"] = message;
    }

    private void SayGrpc()
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "application/grpc";
    }

    public void Reset(int http2Code) => context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(http2Code);
}
