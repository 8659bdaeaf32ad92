using System.Net.Sockets;
using System.Security.Authentication;

namespace EngineApi.Engine.Registry;

/// <summary>Says why a request got no answer, in the words of Docker's own HTTP client, which people search for.</summary>
internal static class NetworkErrors
{
    public static RegistryException Unreachable(HttpMethod method, Uri uri, Exception error) =>
        new(RegistryFailure.Unreachable, About(method, uri, Cause(uri, error)), inner: error);

    /// <summary><c>Get "https://registry.example.com/v2/": …</c></summary>
    public static string About(HttpMethod method, Uri uri, string cause) =>
        $"{method.Method[..1]}{method.Method[1..].ToLowerInvariant()} \"{uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)}\": {cause}";

    private static string Cause(Uri uri, Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return $"dial tcp: lookup {uri.DnsSafeHost}: no such host";
                case SocketException { SocketErrorCode: SocketError.ConnectionReset }:
                    return "read: connection reset by peer";
                case SocketException socket:
                    return $"dial tcp {uri.DnsSafeHost}:{uri.Port}: connect: {socket.Message.ToLowerInvariant()}";
                case AuthenticationException tls when tls.Message.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal):
                    return $"tls: failed to verify certificate: x509: certificate is not valid for {uri.DnsSafeHost}";
                case AuthenticationException tls when tls.Message.Contains("NotTimeValid", StringComparison.Ordinal):
                    return "tls: failed to verify certificate: x509: certificate has expired or is not yet valid";
                case AuthenticationException tls when tls.Message.Contains("remote certificate", StringComparison.OrdinalIgnoreCase):
                    return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
                case AuthenticationException or IOException when e.Message.Contains("frame", StringComparison.Ordinal) && uri.Scheme == "https":
                    return "http: server gave HTTP response to HTTPS client";
                case TimeoutException or OperationCanceledException:
                    return "context deadline exceeded";
                case HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                    return "unexpected EOF";
            }
        }
        return error.Message;
    }
}
