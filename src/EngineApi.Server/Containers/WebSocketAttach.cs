using System.Net.WebSockets;
using EngineApi.Engine;
using EngineApi.Engine.Containers;
using EngineApi.Server.Http;
using EngineApi.Wire;

namespace EngineApi.Server.Containers;

/// <summary>Marks a route that answers the handshake of a WebSocket.</summary>
internal sealed class WebSocketEndpoint;

/// <summary>
/// <c>GET /containers/{id}/attach/ws</c>: the streams of a container as messages. Output is never framed, with a terminal or without; each
/// message from the client, text or binary, is input.
/// </summary>
internal static class WebSocketAttach
{
    /// <summary>Between two pongs that nobody asked for, which keep proxies from taking silence for the end.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    /// <summary>Before it all output is sent as text, whatever it is.</summary>
    private static readonly ApiVersion BinarySince = new(1, 28);

    /// <summary>Before it nobody is asked which streams to attach.</summary>
    private static readonly ApiVersion ChoiceSince = new(1, 42);

    public static async Task AttachAsync(HttpContext context, string id, [AsParameters] AttachQuery query, AttachContainer verb, TimeProvider time)
    {
        var handshake = context.WebSockets;
        if (!handshake.IsWebSocketRequest)
            throw EngineException.InvalidParameter("the request is not the handshake of a WebSocket (RFC 6455, version 13)");
        var version = context.ApiVersion();
        var wanted = query.ToAttach() with { Framed = false, HalfCloses = false };
        if (version < ChoiceSince)
            wanted = wanted with { Stdin = true, Stdout = true, Stderr = true };
        var session = await verb.OpenAsync(id, wanted);
        WebSocket socket;
        try
        {
            // As dockerd: whatever the client calls its protocol is fine. Compression stays off.
            var protocol = handshake.WebSocketRequestedProtocols is [var only] ? only : null;
            socket = await handshake.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = protocol, KeepAliveInterval = KeepAlive });
        }
        catch
        {
            session.Abandon();
            throw;
        }

        using (socket)
        {
            var kind = version < BinarySince ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
            await new WebSocketSession(socket, session, wanted.Stdin, kind, time).RunAsync(context.RequestAborted);
        }
    }
}
