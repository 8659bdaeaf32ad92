using System.Net;
using System.Net.Http.Headers;

namespace EngineApi.Grpc.Dialing;

/// <summary>
/// The question for a sign of life: <c>grpc.health.v1.Health/Check</c> with an empty message. Any answer is one, also that
/// the peer does not know the method.
/// </summary>
internal static class HealthProbe
{
    private static readonly Uri Address = new("http://localhost/grpc.health.v1.Health/Check");
    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");
    private static readonly byte[] EmptyMessage = new byte[5];

    public static HttpRequestMessage NewRequest()
    {
        var content = new ByteArrayContent(EmptyMessage);
        content.Headers.ContentType = ContentType;
        var request = new HttpRequestMessage(HttpMethod.Post, Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        return request;
    }
}
