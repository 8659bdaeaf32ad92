using EngineApi.Wire.Images;

namespace EngineApi.Engine.Registry;

/// <summary>
/// Where to look for the images of a domain, best first. Docker Hub has mirrors before it; a registry that is insecure is tried
/// over TLS first, whose certificate is not verified, and then without.
/// </summary>
public sealed class RegistryEndpoints(LiveOptions live, InsecureRegistries insecure)
{
    private const string HubHost = "registry-1.docker.io";

    /// <param name="domain">As in a reference: <c>docker.io</c>, <c>registry.example.com:5000</c>.</param>
    /// <param name="withMirrors">For reading only: a mirror takes no pushes.</param>
    public async Task<IReadOnlyList<RegistryEndpoint>> OfAsync(string domain, bool withMirrors, CancellationToken cancellationToken)
    {
        if (domain != ImageReference.DefaultDomain)
            return await OfHostAsync(domain, cancellationToken);
        var endpoints = new List<RegistryEndpoint>();
        foreach (var mirror in withMirrors ? live.Current.RegistryMirrors : [])
        {
            if (Uri.TryCreate(mirror.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
                endpoints.Add(new(uri, Verifies: !await insecure.ContainsAsync(uri.Authority, cancellationToken), IsMirror: true));
        }
        endpoints.Add(new(new($"https://{HubHost}/"), Verifies: true));
        return endpoints;
    }

    private async Task<IReadOnlyList<RegistryEndpoint>> OfHostAsync(string host, CancellationToken cancellationToken)
    {
        var tls = new Uri($"https://{host}/");
        return await insecure.ContainsAsync(host, cancellationToken)
            ? [new(tls, Verifies: false), new(new($"http://{host}/"), Verifies: false)]
            : [new(tls, Verifies: true)];
    }
}
