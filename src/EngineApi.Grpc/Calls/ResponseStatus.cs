using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>Reads the outcome of a call from the head or the trailers of its response.</summary>
internal static class ResponseStatus
{
    /// <summary>The outcome that the head already settles: a failure in a trailers-only response, or no gRPC at all. Else null.</summary>
    public static CallOutcome? FromHead(HttpResponseMessage response)
    {
        if (Read(response.Headers) is { } trailersOnly)
            return trailersOnly.IsSuccess ? null : trailersOnly; // a success is one only if there is no message to miss
        if (response.StatusCode != HttpStatusCode.OK)
            return new CallOutcome(FromHttp(response.StatusCode), $"The peer answered with the HTTP status {(int)response.StatusCode}.");
        var contentType = response.Content.Headers.ContentType?.MediaType;
        if (contentType is null || !contentType.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
            return new CallOutcome(StatusCode.Unknown, $"The peer answered with the content type \"{contentType}\"; gRPC was expected.");
        return null;
    }

    /// <summary>The outcome after the whole body was read.</summary>
    public static CallOutcome FromTrailers(HttpResponseMessage response) =>
        Read(response.TrailingHeaders)
        ?? Read(response.Headers)
        ?? new CallOutcome(StatusCode.Unknown, "The peer ended the response without a grpc-status.");

    private static CallOutcome? Read(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues(ReceivedMetadata.StatusKey, out var number))
            return null;
        var code = ParseCode(number.ToString());
        var detail = headers.NonValidated.TryGetValues(ReceivedMetadata.MessageKey, out var message)
            ? PercentEncoding.Decode(message.ToString())
            : "";
        var metadata = ReceivedMetadata.From(headers);
        return code == StatusCode.OK && detail.Length == 0 && metadata.Count == 0
            ? CallOutcome.Success
            : new CallOutcome(new Status(code, detail), metadata);
    }

    // A number that is not in the table counts as Unknown (grpc/doc/statuscodes.md).
    private static StatusCode ParseCode(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code <= (int)StatusCode.Unauthenticated
            ? (StatusCode)code
            : StatusCode.Unknown;

    // grpc/doc/http-grpc-status-mapping.md
    private static StatusCode FromHttp(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
