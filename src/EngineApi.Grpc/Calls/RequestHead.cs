using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>The HTTP/2 request that starts a call (grpc/doc/PROTOCOL-HTTP2.md, "Requests").</summary>
internal static class RequestHead
{
    private const string UserAgent = "grpc-dotnet-engineapi/0.1";

    private static readonly MediaTypeHeaderValue GrpcContentType = new("application/grpc");

    /// <param name="address">The method's address.</param>
    /// <param name="content">The messages.</param>
    /// <param name="headers">The caller's own.</param>
    /// <param name="timeout">Time left until the deadline; null: none.</param>
    /// <exception cref="ArgumentException">A header cannot travel over HTTP.</exception>
    public static HttpRequestMessage Create(Uri address, HttpContent content, Metadata? headers, TimeSpan? timeout)
    {
        content.Headers.ContentType = GrpcContentType;
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", UserAgent);
        if (timeout is { } left)
            request.Headers.TryAddWithoutValidation("grpc-timeout", GrpcTimeout.Format(left));
        if (headers is not null)
            Add(headers, request.Headers);
        return request;
    }

    private static void Add(Metadata headers, HttpRequestHeaders to)
    {
        foreach (var entry in headers)
        {
            var value = entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value;
            // ASCII-Value = 1*( %x20-%x7E ); anything else could end the header, or change it.
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~') || !to.TryAddWithoutValidation(entry.Key, value))
                throw new ArgumentException($"The metadata {entry.Key} cannot be sent as an HTTP header.", nameof(headers));
        }
    }
}
