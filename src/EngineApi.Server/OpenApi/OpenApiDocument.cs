using System.IO.Compression;
using System.Reflection;

namespace EngineApi.Server.OpenApi;

/// <summary>
/// <c>GET /openapi/v1.51.json</c>: the committed document, which eng/openapi.sh writes from this code. It lies compressed in the
/// executable and takes no memory before it is asked for.
/// </summary>
internal static class OpenApiDocument
{
    public const string Path = "/openapi/v1.51.json";

    private const string Resource = "v1.51.json.gz";

    public static async Task AnswerAsync(HttpContext context)
    {
        await using var compressed = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in the executable");
        var response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = compressed.Length;
            await compressed.CopyToAsync(response.Body, context.RequestAborted);
            return;
        }
        await using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        await plain.CopyToAsync(response.Body, context.RequestAborted);
    }
}
