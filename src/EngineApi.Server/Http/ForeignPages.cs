using EngineApi.Server.Listeners;
using Microsoft.AspNetCore.Http.Features;

namespace EngineApi.Server.Http;

/// <summary>
/// Refuses what a page in somebody's browser sends to a TCP listener: whoever speaks to the engine is root on the machine, and a
/// browser there speaks for any page it shows. Docker's clients send no <c>Origin</c>, and a <c>Host</c> that they were told.
/// Unix sockets are out of a browser's reach.
/// </summary>
internal sealed class ForeignPages(RequestDelegate next, OwnHostNames names)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpConnectionFeature>()?.RemoteIpAddress is null) return next(context); // no TCP
        var secure = context.Features.Get<ITlsConnectionFeature>() is not null;
        var host = context.Request.Host;
        // With TLS the certificate settles whose name it is.
        if (!secure && !names.Include(host.HasValue ? host.Host : ""))
        {
            return RefuseAsync(context, $"the host name \"{host.Host}\" is not one of this engine's (is it DNS rebinding?): "
                + "use an IP address, a name given with --host, or TLS");
        }
        var origin = context.Request.Headers.Origin;
        return origin.Count == 0 || origin == (secure ? "https://" : "http://") + host.Value
            ? next(context)
            : RefuseAsync(context, $"requests of web pages are refused: the origin \"{origin}\" is not this engine's own");
    }

    private static Task RefuseAsync(HttpContext context, string message)
    {
        EngineHeaders.Set(context.Response.Headers);
        return ErrorReply.WriteAsync(context, StatusCodes.Status403Forbidden, message);
    }
}
