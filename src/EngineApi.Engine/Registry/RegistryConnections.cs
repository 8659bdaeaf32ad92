using System.Net.Security;

namespace EngineApi.Engine.Registry;

/// <summary>
/// The connections to registries, token servers and where registries send downloads to. One pool for all whose certificates the
/// system can verify, one for all that are not verified, and one for each registry with certificates of its own.
/// </summary>
public sealed class RegistryConnections(RegistryCertificates certificates) : IDisposable
{
    private const int OwnPools = 64;

    private readonly Lock _gate = new();
    private readonly HttpMessageInvoker _verified = Open(new SslClientAuthenticationOptions());
    private readonly Dictionary<string, HttpMessageInvoker> _own = new(StringComparer.OrdinalIgnoreCase);

    private readonly HttpMessageInvoker _unverified = Open(new() { RemoteCertificateValidationCallback = AnyCertificate });

    // Insecure means what the administrator said: any certificate will do.
#pragma warning disable CA5359
    private static RemoteCertificateValidationCallback AnyCertificate { get; } = static (_, _, _, _) => true;
#pragma warning restore CA5359

    /// <param name="verifies">False: any certificate will do.</param>
    public HttpMessageInvoker To(Uri uri, bool verifies)
    {
        if (uri.Scheme != "https")
            return _verified;
        lock (_gate)
        {
            if (_own.TryGetValue(uri.Authority, out var own))
                return own;
            if (certificates.Find(uri.Authority) is not { } tls || _own.Count == OwnPools)
                return verifies ? _verified : _unverified;
            if (!verifies)
                tls.RemoteCertificateValidationCallback = AnyCertificate;
            return _own[uri.Authority] = Open(tls);
        }
    }

    public void Dispose()
    {
        _verified.Dispose();
        _unverified.Dispose();
        foreach (var own in _own.Values)
            own.Dispose();
    }

    private static HttpMessageInvoker Open(SslClientAuthenticationOptions tls) => new(new SocketsHttpHandler
    {
        // Redirects are followed by hand: what is sent along depends on where they lead.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 64,
        MaxConnectionsPerServer = 16,
        SslOptions = tls,
    });
}
