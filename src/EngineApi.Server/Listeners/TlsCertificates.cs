using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EngineApi.Server.Options;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace EngineApi.Server.Listeners;

/// <summary>TLS for TCP listeners; with <c>--tlsverify</c> a client must show a certificate that our own CA signed.</summary>
internal static class TlsCertificates
{
    /// <exception cref="ListenException">A file is missing or is no certificate.</exception>
    public static Action<HttpsConnectionAdapterOptions> Load(TlsOptions options)
    {
        var certificate = Read(options.CertificateFile, path => X509Certificate2.CreateFromPem(File.ReadAllText(path), ReadKey(options.KeyFile)));
        // The file may hold the certificates between ours and the clients' CA.
        var chain = Read(options.CertificateFile, ReadAll);
        void Present(HttpsConnectionAdapterOptions https)
        {
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            https.ServerCertificate = certificate;
            https.ServerCertificateChain = chain;
        }

        if (!options.Verify) return Present;

        var authorities = Read(options.CaFile, ReadAll);
        return https =>
        {
            Present(https);
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (client, _, errors) =>
                (errors & SslPolicyErrors.RemoteCertificateNotAvailable) == 0 && IsSigned(client, authorities);
        };
    }

    // The machine's own roots do not count, and a private CA rarely publishes revocation lists.
    private static bool IsSigned(X509Certificate2 client, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2")); // client authentication
        return chain.Build(client);
    }

    private static X509Certificate2Collection ReadAll(string path)
    {
        var list = new X509Certificate2Collection();
        list.ImportFromPemFile(path);
        return list.Count > 0 ? list : throw new CryptographicException("the file holds no certificate");
    }

    private static string ReadKey(string path) => Read(path, File.ReadAllText);

    private static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (ArgumentException error)
        {
            throw new ListenException($"could not load the X509 material from {path}: the key belongs to another certificate", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ListenException($"could not load the X509 material from {path}: {error.Message}", error);
        }
    }
}
