using System.Text;
using EngineApi.Server.Http;
using EngineApi.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace EngineApi.Server.Hijack;

/// <summary>The answers that leave HTTP: <c>attach</c> and <c>exec start</c>.</summary>
public static class HijackReply
{
    public const string RawStream = "application/vnd.docker.raw-stream";
    public const string MultiplexedStream = "application/vnd.docker.multiplexed-stream";

    private static readonly ApiVersion MultiplexedSince = new(1, 42);

    /// <summary>The content type of a stream of this container's output; the bytes are framed at every version.</summary>
    public static string ContentType(ApiVersion version, bool tty) =>
        tty || version < MultiplexedSince ? RawStream : MultiplexedStream;

    /// <summary>
    /// Takes the connection over and sends the head of the answer: <c>101 UPGRADED</c> when the client asked for an
    /// upgrade, else the old <c>200 OK</c> whose body ends with the connection. The request's body must have been read.
    /// </summary>
    /// <param name="engineHeaders">Whether the engine's four headers follow: <c>exec start</c> has them, <c>attach</c> does not.</param>
    public static async Task<HijackedConnection> StartAsync(HttpContext context, bool tty, bool engineHeaders)
    {
        var feature = context.Features.GetRequiredFeature<IHijackFeature>();
        var upgrade = !StringValues.IsNullOrEmpty(context.Request.Headers.Upgrade);
        var head = new StringBuilder(256);
        if (upgrade)
        {
            head.Append("HTTP/1.1 101 UPGRADED\r\nContent-Type: ").Append(ContentType(context.ApiVersion(), tty))
                .Append("\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n");
        }
        else
        {
            head.Append("HTTP/1.1 200 OK\r\nContent-Type: ").Append(RawStream).Append("\r\n");
        }
        if (engineHeaders) head.Append(EngineHeaders.Block);
        head.Append("\r\n");

        // The response the server still builds is never seen, but this header makes it close the connection after it.
        context.Response.Headers.Connection = "close";
        var connection = feature.TakeOver();
        await connection.Output.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()), connection.Aborted);
        return connection;
    }
}
