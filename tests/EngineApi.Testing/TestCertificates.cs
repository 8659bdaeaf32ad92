using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EngineApi.Testing;

/// <summary>A CA with a server's and a client's certificate, in files; and a client of another CA.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("engineapi-tls-").FullName;

    public TestCertificates()
    {
        using var authority = Authority("ca");
        using var server = Issue(authority, "server", "1.3.6.1.5.5.7.3.1");
        Client = Issue(authority, "client", "1.3.6.1.5.5.7.3.2");
        using var other = Authority("other");
        Stranger = Issue(other, "stranger", "1.3.6.1.5.5.7.3.2");
        File.WriteAllText(PathOf("ca"), authority.ExportCertificatePem());
        Write(server, "cert", "key");
        Write(Client, "client-cert", "client-key");
        Write(Stranger, "stranger-cert", "stranger-key");
    }

    public X509Certificate2 Client { get; }

    /// <summary>Signed by somebody else.</summary>
    public X509Certificate2 Stranger { get; }

    /// <summary>Of <c>ca</c>, <c>cert</c> and <c>key</c> for the server, <c>client-</c> and <c>stranger-</c> before the latter two for clients.</summary>
    public string PathOf(string name) => Path.Combine(_root, name + ".pem");

    public void Dispose()
    {
        Client.Dispose();
        Stranger.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private void Write(X509Certificate2 certificate, string name, string keyName)
    {
        File.WriteAllText(PathOf(name), certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(PathOf(keyName), key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        using var signed = request.Create(authority, DateTimeOffset.UtcNow.AddMinutes(-30), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
