using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EngineApi.Server.Http;
using EngineApi.Server.Metrics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace EngineApi.Server.Hijack;

/// <summary>
/// What cannot be read as HTTP at all reaches no endpoint: the server answers by itself, with a status and no body. It announces that
/// just before, and here the answer gets its <c>{"message": …}</c>.
/// </summary>
internal sealed class MalformedRequests : IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Announcement = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private readonly RequestCounts _counts;
    private readonly IDisposable _subscription;

    public MalformedRequests(DiagnosticListener listener, RequestCounts counts)
    {
        _counts = counts;
        // Nothing but this event: any other would cost every request something.
        _subscription = listener.Subscribe(this, static name => name == Announcement);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not IFeatureCollection features
            || features.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException error
            || features.Get<HijackableConnection>() is not { } connection
            || !connection.ReplaceAnswer(Answer(error)))
        {
            return;
        }
        _counts.Add(error.StatusCode);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscription.Dispose();

    private static byte[] Answer(BadHttpRequestException error)
    {
        var body = $"{{\"message\":\"{JsonEncodedText.Encode(error.Message, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"}}\n";
        return Encoding.UTF8.GetBytes($"HTTP/1.1 {error.StatusCode} {ReasonPhrases.GetReasonPhrase(error.StatusCode)}\r\n{EngineHeaders.Block}"
            + $"Content-Type: {ErrorReply.Json}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
    }
}
