using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EngineApi.Engine.Registry;

/// <summary>Reads the documents of registries: bounded in size and in time, whatever the other side does.</summary>
internal static class RegistryAnswers
{
    /// <summary>How long a side may be silent within a body.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private const int ErrorBytes = 64 << 10;

    /// <exception cref="RegistryException">Refused: it is larger than <paramref name="limit"/> bytes. Unreachable: it broke off.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage answer, int limit, string what, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentLength > limit)
            throw TooLarge(what, limit);
        var bytes = new MemoryStream();
        var chunk = new byte[16 << 10];
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        int count;
        while ((count = await ReadAsync(body, chunk, answer, cancellationToken)) > 0)
        {
            if (bytes.Length + count > limit)
                throw TooLarge(what, limit);
            bytes.Write(chunk, 0, count);
        }
        return bytes.ToArray();
    }

    /// <summary>One read that fails when nothing comes.</summary>
    /// <exception cref="RegistryException">Unreachable.</exception>
    public static async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Silence);
        try
        {
            return await body.ReadAsync(buffer, deadline.Token);
        }
        catch (Exception e) when ((e is IOException or HttpRequestException or OperationCanceledException) && !cancellationToken.IsCancellationRequested)
        {
            throw NetworkErrors.Unreachable(answer.RequestMessage!.Method, answer.RequestMessage.RequestUri!, e);
        }
    }

    public static async Task<T> ReadJsonAsync<T>(
        HttpResponseMessage answer, JsonTypeInfo<T> type, int limit, string what, CancellationToken cancellationToken) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(await ReadAsync(answer, limit, what, cancellationToken), type) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new RegistryException(RegistryFailure.Refused, $"invalid {what} from {answer.RequestMessage!.RequestUri!.Authority}: {e.Message}", inner: e);
        }
    }

    /// <summary>Reads and disposes an answer that is no success.</summary>
    public static async Task<RegistryException> ToErrorAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using (answer)
        {
            var errors = await ReadErrorsAsync(answer, cancellationToken);
            var first = errors?.Errors?.FirstOrDefault(error => error is { Code.Length: > 0 });
            var code = first?.Code ?? CodeOf(answer.StatusCode);
            var failure = Classify(answer.StatusCode, code);
            if (first is not null)
                return new(failure, $"{code.Replace('_', ' ').ToLowerInvariant()}: {first.Message ?? "unknown error"}", code);
            return answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized => new(failure, $"unauthorized: {errors?.Details ?? "authentication required"}", code),
                HttpStatusCode.Forbidden => new(failure, $"denied: {errors?.Details ?? "requested access to the resource is denied"}", code),
                HttpStatusCode.NotFound when code.Length > 0 => new(failure, "manifest unknown: manifest unknown", code),
                HttpStatusCode.TooManyRequests => new(failure, "toomanyrequests: too many requests", code),
                var status => new(failure, $"received unexpected HTTP status: {(int)status} {answer.ReasonPhrase}", code),
            };
        }
    }

    private static async Task<RegistryErrors?> ReadErrorsAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(await ReadAsync(answer, ErrorBytes, "error", cancellationToken), RegistryJson.Default.RegistryErrors);
        }
        catch (Exception e) when (e is JsonException or RegistryException)
        {
            // A proxy's page, or nothing: the status has to do.
            return null;
        }
    }

    private static string CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "UNAUTHORIZED",
        HttpStatusCode.Forbidden => "DENIED",
        HttpStatusCode.NotFound => "MANIFEST_UNKNOWN",
        HttpStatusCode.TooManyRequests => "TOOMANYREQUESTS",
        _ => "",
    };

    private static RegistryFailure Classify(HttpStatusCode status, string code) => (status, code) switch
    {
        (_, "DENIED") or (HttpStatusCode.Forbidden, _) => RegistryFailure.Denied,
        (HttpStatusCode.Unauthorized, _) => RegistryFailure.Unauthorized,
        (HttpStatusCode.NotFound, _) => RegistryFailure.NotFound,
        (HttpStatusCode.TooManyRequests, _) => RegistryFailure.TooManyRequests,
        ( >= HttpStatusCode.InternalServerError, _) => RegistryFailure.Broken,
        _ => RegistryFailure.Refused,
    };

    private static RegistryException TooLarge(string what, int limit) => new(RegistryFailure.Refused, $"the {what} is larger than {limit} bytes");
}
