using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EngineApi.Server.Listeners;
using EngineApi.Server.Options;
using EngineApi.Testing;

namespace EngineApi.Server.Tests.Listeners;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private TlsOptions Options => new()
    {
        Enabled = true,
        CaFile = _certificates.PathOf("ca"),
        CertificateFile = _certificates.PathOf("cert"),
        KeyFile = _certificates.PathOf("key"),
    };

    public void Dispose() => _certificates.Dispose();

    private Task<TestGateway> StartAsync(bool verify) => TestGateway.StartAsync(
        adjust: options => options with { Hosts = [TestGateway.AnyTcp], Tls = Options with { Verify = verify } });

    private static async Task<string> PingAsync(TestGateway gateway, X509Certificate2? client, SslProtocols protocols = SslProtocols.None)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync((global::System.Net.IPEndPoint)gateway.TcpEndpoint, TestContext.Current.CancellationToken);
        await using var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocols,
            ClientCertificates = client is null ? [] : [client],
            RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject is "CN=server",
        });
        // A name that no plain listener would take: here the certificate vouches.
        await stream.WriteAsync("GET /_ping HTTP/1.1\r\nHost: engine.example.com\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var answer = new StreamReader(stream, Encoding.ASCII);
        return await answer.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Tls_alone_serves_everybody_and_nothing_older_than_12()
    {
        await using var gateway = await StartAsync(verify: false);
        Assert.StartsWith("HTTP/1.1 200 OK", await PingAsync(gateway, null), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 OK", await PingAsync(gateway, null, SslProtocols.Tls12), StringComparison.Ordinal);
#pragma warning disable CA5397, SYSLIB0039, CA5398 // the old version is the subject
        await Assert.ThrowsAnyAsync<Exception>(() => PingAsync(gateway, null, SslProtocols.Tls11));
#pragma warning restore CA5397, SYSLIB0039, CA5398
    }

    [Fact]
    public async Task With_verify_only_a_certificate_of_the_ca_gets_in()
    {
        await using var gateway = await StartAsync(verify: true);
        Assert.StartsWith("HTTP/1.1 200 OK", await PingAsync(gateway, _certificates.Client), StringComparison.Ordinal);
        Assert.True(await IsRefusedAsync(gateway, _certificates.Stranger));
        Assert.True(await IsRefusedAsync(gateway, null));
    }

    /// <summary>TLS 1.3 tells a client only when it reads: by an alert, or by an end without an answer.</summary>
    private static async Task<bool> IsRefusedAsync(TestGateway gateway, X509Certificate2? client)
    {
        try
        {
            return await PingAsync(gateway, client) is "";
        }
        catch (IOException)
        {
            return true;
        }
    }

    [Fact]
    public async Task A_page_is_refused_over_tls_too()
    {
        await using var gateway = await StartAsync(verify: false);
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject is "CN=server" } };
        using var client = new HttpClient(handler) { DefaultRequestHeaders = { { "Origin", "https://example.com" } } };
        using var answer = await client.GetAsync(new Uri($"https://{gateway.TcpEndpoint}/_ping"), TestContext.Current.CancellationToken);
        Assert.Equal(403, (int)answer.StatusCode);
    }

    public static TheoryData<string, string> Broken => new() { { "cert", "" }, { "cert", "nonsense" }, { "key", "nonsense" }, { "ca", "" }, { "ca", "nonsense" } };

    [Theory, MemberData(nameof(Broken))]
    public void A_file_that_is_none_is_named(string name, string content)
    {
        File.WriteAllText(_certificates.PathOf(name), content);
        AssertNames(name, Options with { Verify = true });
    }

    [Fact]
    public void A_file_that_is_missing_is_named_and_so_is_a_key_of_another()
    {
        AssertNames("nope", Options with { CertificateFile = _certificates.PathOf("nope") });
        AssertNames("nope", Options with { KeyFile = _certificates.PathOf("nope") });
        AssertNames("nope", Options with { Verify = true, CaFile = _certificates.PathOf("nope") });
        using var other = new TestCertificates();
        AssertNames("cert", Options with { KeyFile = other.PathOf("key") });
    }

    private void AssertNames(string name, TlsOptions options)
    {
        var error = Assert.Throws<ListenException>(() => TlsCertificates.Load(options));
        Assert.Contains(name == "key" ? ".pem" : _certificates.PathOf(name), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
