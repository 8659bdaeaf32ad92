using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using EngineApi.Engine.Images.Archive;
using EngineApi.Engine.Registry;

namespace EngineApi.Engine.Images;

/// <summary>What an address gives out, as a stream that is read once. Of any length; whoever falls silent for a minute has broken off.</summary>
internal sealed class SourceDownload : ForwardStream
{
    private const int Redirects = 10;
    private const int ErrorBytes = 64 << 10;

    private static readonly TimeSpan HeadDeadline = TimeSpan.FromSeconds(60);

    // Certificates of registries are no concern of other servers.
    private static readonly HttpMessageInvoker Connections = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
        MaxResponseHeadersLength = 64,
    });

    private readonly HttpResponseMessage _answer;
    private readonly Stream _body;
    private readonly Action<long, bool> _received;
    private long _count;

    private SourceDownload(HttpResponseMessage answer, Stream body, Action<long, bool> received) => (_answer, _body, _received) = (answer, body, received);

    /// <summary>Bytes; 0 when it is not known.</summary>
    public long Total => _answer.Content.Headers.ContentLength ?? 0;

    /// <param name="source">As a client wrote it; without a scheme it is of HTTP.</param>
    /// <exception cref="EngineException">InvalidParameter: it is no address. What could be a password or a signature is not repeated.</exception>
    public static Uri Parse(string source) => Uri.TryCreate(source.Contains("://", StringComparison.Ordinal) ? source : "http://" + source, UriKind.Absolute, out var address)
        ? address
        : throw EngineException.InvalidParameter(source.AsSpan().ContainsAny('@', '?') ? "parse the source: invalid address" : $"parse \"{source}\": invalid address");

    /// <param name="received">Hears how many bytes have come so far, and whether these are all.</param>
    /// <exception cref="EngineException">
    /// By the status the server answers (400, 401, 403, 404), with its words; NotFound when there is no such server; System when it cannot be reached.
    /// </exception>
    public static async Task<SourceDownload> OpenAsync(Uri address, Action<long, bool> received, CancellationToken cancellationToken)
    {
        var target = address;
        for (var hops = 0; hops <= Redirects; hops++)
        {
            if (target.Scheme is not ("http" or "https"))
                throw new EngineException(ErrorKind.System, NetworkErrors.About(HttpMethod.Get, target, $"unsupported protocol scheme \"{target.Scheme}\""));
            var answer = await SendAsync(target, cancellationToken);
            if ((int)answer.StatusCode is < 300 or >= 400)
            {
                return answer.IsSuccessStatusCode
                    ? new(answer, await answer.Content.ReadAsStreamAsync(cancellationToken), received)
                    : throw await ToErrorAsync(address, answer, cancellationToken);
            }

            using (answer)
            {
                if (answer.Headers.Location is not { } location)
                    throw new EngineException(ErrorKind.System, NetworkErrors.About(HttpMethod.Get, target, $"{(int)answer.StatusCode} response missing Location header"));
                target = Uri.TryCreate(target, location, out var next)
                    ? next
                    : throw new EngineException(ErrorKind.System, NetworkErrors.About(HttpMethod.Get, target, "failed to parse Location header: invalid address"));
            }
        }

        throw new EngineException(ErrorKind.System, NetworkErrors.About(HttpMethod.Get, target, $"stopped after {Redirects} redirects"));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var count = await RegistryAnswers.ReadAsync(_body, buffer, _answer, cancellationToken);
            _received(_count += count, count == 0);
            return count;
        }
        catch (RegistryException e)
        {
            throw e.ToEngine();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _answer.Dispose();
        }

        base.Dispose(disposing);
    }

    private static async Task<HttpResponseMessage> SendAsync(Uri target, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("engineapi", EngineVersion.Version));
        if (target.UserInfo.Length > 0)
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(target.UserInfo))));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(HeadDeadline);
        try
        {
            var answer = await Connections.SendAsync(request, deadline.Token);
            answer.RequestMessage = request;
            return answer;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var isUnknown = e.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData };
            throw new EngineException(isUnknown ? ErrorKind.NotFound : ErrorKind.System, NetworkErrors.Unreachable(HttpMethod.Get, target, e).Message, e);
        }
    }

    private static async Task<EngineException> ToErrorAsync(Uri address, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var kind = answer.StatusCode switch
        {
            HttpStatusCode.NotFound => ErrorKind.NotFound,
            HttpStatusCode.BadRequest => ErrorKind.InvalidParameter,
            HttpStatusCode.Unauthorized => ErrorKind.Unauthorized,
            HttpStatusCode.Forbidden => ErrorKind.Forbidden,
            _ => ErrorKind.System,
        };
        var message = $"failed to GET {address.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)} with status {(int)answer.StatusCode} {answer.ReasonPhrase}";
        using (answer)
        {
            try
            {
                var body = await RegistryAnswers.ReadAsync(answer, ErrorBytes, "error", cancellationToken);
                return new(kind, $"{message}: {Encoding.UTF8.GetString(body).Trim()}");
            }
            catch (RegistryException e)
            {
                return new(kind, message + ": error reading body", e);
            }
        }
    }
}
