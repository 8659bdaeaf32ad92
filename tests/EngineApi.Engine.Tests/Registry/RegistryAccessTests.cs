using EngineApi.Engine.Registry;
using EngineApi.Engine.Tests.Images;
using EngineApi.Wire;
using Microsoft.AspNetCore.Http;
using Xunit;
using TestCertificates = EngineApi.Testing.TestCertificates;

namespace EngineApi.Engine.Tests.Registry;

/// <summary>Who gets in, and who is told what.</summary>
[Collection(ImagesContainerdCollection.Name)]
public class RegistryAccessTests(ImagesContainerd containerd)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_is_fetched_with_a_password_or_an_identity_token(bool hasIdentity)
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Add("team/app", "1", TestImage.Of(TestLayer.WithFile("a", $"{Guid.NewGuid()}")));
        var form = "";
        registry.Instead = async context =>
        {
            if (context.Request.Path == "/token")
            {
                form = await new StreamReader(context.Request.Body).ReadToEndAsync();
                var isGood = hasIdentity ? form.Contains("refresh_token=identity", StringComparison.Ordinal) : context.Request.Headers.Authorization == FakeRegistry.Basic("ada:secret");
                context.Response.StatusCode = isGood ? 200 : 401;
                await context.Response.WriteAsync(isGood ? """{"access_token":"good"}""" : """{"details":"incorrect username or password"}""");
                return true;
            }
            return await FakeRegistry.ChallengeAsync(context, "Bearer good");
        };
        var credentials = hasIdentity ? new RegistryCredentials("", "") { IdentityToken = "identity" } : new RegistryCredentials("ada", "secret");
        await engine.PullAsync(registry.Authority + "/team/app", "1", credentials: credentials);
        Assert.Single(registry.Requests, request => request.Contains("/token", StringComparison.Ordinal));
        if (hasIdentity)
            Assert.Contains("scope=repository%3Ateam%2Fapp%3Apull", form);
        else
            Assert.Contains(registry.Requests, request => request.StartsWith("GET /token?service=test&scope=repository%3Ateam%2Fapp%3Apull&account=ada", StringComparison.Ordinal));

        var refused = await Assert.ThrowsAsync<EngineException>(() => engine.PullAsync(registry.Authority + "/team/app", "1", credentials: new("ada", "wrong")));
        Assert.Equal("unauthorized: incorrect username or password", refused.Message);
    }

    [Fact]
    public async Task Another_host_is_never_told_who_asks()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        await using var elsewhere = await FakeRegistry.StartAsync();
        var image = TestImage.Of(TestLayer.WithFile("a", $"{Guid.NewGuid()}"));
        registry.Add("app", "1", image);
        elsewhere.Add("app", "1", image);
        registry.Instead = async context =>
        {
            if (await FakeRegistry.ChallengeAsync(context, FakeRegistry.Basic("ada:secret"), "Basic realm=\"test\""))
                return true;
            if (!context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal))
                return false;
            context.Response.Redirect($"http://{elsewhere.Authority}{context.Request.Path}", permanent: false, preserveMethod: true);
            return true;
        };
        await engine.PullAsync(registry.Authority + "/app", "1", credentials: new("ada", "secret"));
        Assert.NotEmpty(elsewhere.Requests);
        Assert.DoesNotContain(elsewhere.Requests, request => request.Contains("Basic", StringComparison.Ordinal));
        Assert.Contains(registry.Requests, request => request.EndsWith(FakeRegistry.Basic("ada:secret"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_tells_whether_the_credentials_are_good()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Instead = async context =>
        {
            if (context.Request.Path != "/token")
                return await FakeRegistry.ChallengeAsync(context, "Bearer good");
            var isGood = context.Request.Headers.Authorization == FakeRegistry.Basic("ada:secret");
            context.Response.StatusCode = isGood ? 200 : 401;
            await context.Response.WriteAsync(isGood ? """{"token":"good","refresh_token":"keep this"}""" : "no");
            return true;
        };
        var login = engine.Get<AuthenticateRegistry>();
        var answer = await login.ExecuteAsync(new() { Username = "ada", Password = "secret", ServerAddress = $"http://{registry.Authority}/v1/" }, Cancelled);
        Assert.Equal(("Login Succeeded", "keep this"), (answer.Status, answer.IdentityToken));
        var refused = await Assert.ThrowsAsync<EngineException>(() => login.ExecuteAsync(new() { Username = "ada", Password = "no", ServerAddress = registry.Authority }, Cancelled));
        Assert.Equal((ErrorKind.Unauthorized, $"Get \"http://{registry.Authority}/v2/\": unauthorized: authentication required"), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_is_refused_until_somebody_does()
    {
        using var certificates = new TestCertificates();
        using var server = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(certificates.PathOf("cert"), certificates.PathOf("key"));
        await using var registry = await FakeRegistry.StartAsync(server);
        var directory = Directory.CreateTempSubdirectory("ea-certs-").FullName;
        try
        {
            var endpoint = new RegistryEndpoint(new($"https://{registry.Authority}/"), Verifies: true);
            var error = await Assert.ThrowsAsync<RegistryException>(() => PingAsync(endpoint, directory));
            Assert.Equal($"Get \"https://{registry.Authority}/v2/\": tls: failed to verify certificate: x509: certificate signed by unknown authority", error.Message);
            await PingAsync(endpoint with { Verifies = false }, directory);

            Directory.CreateDirectory(Path.Combine(directory, registry.Authority));
            File.Copy(certificates.PathOf("ca"), Path.Combine(directory, registry.Authority, "ca.crt"));
            await PingAsync(endpoint, directory);
            var plain = new RegistryEndpoint(new($"http://{registry.Authority}/"), Verifies: true);
            await Assert.ThrowsAsync<RegistryException>(() => PingAsync(plain, directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_search_asks_the_registry_that_is_named()
    {
        await using var engine = containerd.NewEngine();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Instead = async context =>
        {
            if (context.Request.Path != "/v1/search")
                return false;
            await context.Response.WriteAsync("""{"results":[{"name":"library/one","description":"first","star_count":5,"is_official":true},{"name":"b/two","star_count":1}]}""");
            return true;
        };
        var search = engine.Get<SearchImages>();
        var all = await search.ExecuteAsync(registry.Authority + "/x y", 0, Filters.None, RegistryCredentials.Anonymous, Cancelled);
        Assert.Equal([$"{registry.Authority}/library/one", $"{registry.Authority}/b/two"], all.Select(item => item.Name));
        Assert.Contains("GET /v1/search?q=x%20y&n=25", registry.Requests);
        Assert.Single(await search.ExecuteAsync(registry.Authority + "/x", 3, Filters.Of(("stars", "2"), ("is-official", "true")), RegistryCredentials.Anonymous, Cancelled));
        await Assert.ThrowsAsync<EngineException>(() => search.ExecuteAsync("x", 101, Filters.None, RegistryCredentials.Anonymous, Cancelled));
        await Assert.ThrowsAsync<EngineException>(() => search.ExecuteAsync("x", 1, Filters.Of(("stars", "many")), RegistryCredentials.Anonymous, Cancelled));
    }

    [Theory]
    [InlineData("956b94b36acef87b0baf62c0b64cdeee6aa10c29d04983e5f6fe8de3134c9251", "no manifest found for full image ID")]
    [InlineData("sha256:956b94b36acef87b0baf62c0b64cdeee6aa10c29d04983e5f6fe8de3134c9251", "no manifest found for full image ID")]
    [InlineData("Bad", "must be lowercase")]
    public async Task Only_a_name_leads_to_a_registry(string name, string message)
    {
        await using var engine = containerd.NewEngine();
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.Get<InspectDistribution>().ExecuteAsync(name, RegistryCredentials.Anonymous, Cancelled));
        Assert.Equal(ErrorKind.InvalidParameter, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task PingAsync(RegistryEndpoint endpoint, string certificates)
    {
        using var connections = new RegistryConnections(new(certificates));
        var transport = new RegistryTransport(connections);
        using var client = new RegistryClient(
            transport, endpoint, new(new(transport), endpoint, RegistryCredentials.Anonymous, []), RetryPolicy.Default, TimeProvider.System);
        await client.PingAsync(Cancelled);
    }
}
