using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EngineApi.Engine.Registry;

/// <summary>
/// Certificates for single registries, as Docker looks for them: <c>/etc/docker/certs.d/HOST[:PORT]/</c> with <c>*.crt</c> of
/// authorities to trust besides the system's, and <c>NAME.cert</c> with <c>NAME.key</c> to show to the registry.
/// </summary>
public sealed class RegistryCertificates(string directory)
{
    public const string DefaultDirectory = "/etc/docker/certs.d";

    /// <summary>The settings of TLS for a registry; null when it has no directory.</summary>
    /// <exception cref="RegistryException">Refused: a file there cannot be read as what it should be.</exception>
    public SslClientAuthenticationOptions? Find(string authority)
    {
        var own = Path.Combine(directory, authority);
        if (authority.Contains('/') || !Directory.Exists(own))
            return null;
        try
        {
            var options = new SslClientAuthenticationOptions();
            if (Authorities(own) is { Count: > 0 } authorities)
                options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(authorities, certificate, chain, errors);
            if (Client(own) is { } client)
                options.ClientCertificates = [client];
            return options;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RegistryException(RegistryFailure.Refused, $"cannot read the certificates in {own}: {e.Message}", inner: e);
        }
    }

    private static X509Certificate2Collection Authorities(string own)
    {
        var authorities = new X509Certificate2Collection();
        foreach (var file in Directory.GetFiles(own, "*.crt"))
            authorities.ImportFromPemFile(file);
        return authorities;
    }

    private static X509Certificate2? Client(string own)
    {
        var file = Directory.GetFiles(own, "*.cert").Order(StringComparer.Ordinal).FirstOrDefault();
        return file is null ? null : X509Certificate2.CreateFromPemFile(file, Path.ChangeExtension(file, ".key"));
    }

    private static bool IsTrusted(X509Certificate2Collection authorities, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        // A wrong name stays wrong; only who signed it may be somebody the system does not know.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(leaf);
    }
}
