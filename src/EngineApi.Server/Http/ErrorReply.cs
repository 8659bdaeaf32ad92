using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EngineApi.Server.Http;

/// <summary>The one shape of an error: <c>{"message":"…"}</c> and a newline.</summary>
internal static class ErrorReply
{
    private static readonly JsonWriterOptions Writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public const string Json = "application/json";

    public static Task WriteAsync(HttpContext context, int status, string message)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = Json;
        var body = new ArrayBufferWriter<byte>(message.Length + 32);
        using (var json = new Utf8JsonWriter(body, Writer))
        {
            json.WriteStartObject();
            json.WriteString("message"u8, message);
            json.WriteEndObject();
        }
        body.Write("\n"u8);
        response.ContentLength = body.WrittenCount;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted).AsTask();
    }
}
