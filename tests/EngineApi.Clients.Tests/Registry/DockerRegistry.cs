using System.Diagnostics;
using EngineApi.Clients.Tests.Listeners;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Registry;

/// <summary>The distribution project's registry, as Debian packages it (docker-registry), on a free port of loopback.</summary>
internal sealed class DockerRegistry : IAsyncDisposable
{
    public const string User = "ada";
    public const string Password = "secret";

    // bcrypt of the password, the only kind of hash the registry takes.
    private const string PasswordFile = User + ":$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n";

    private readonly string _root = Directory.CreateTempSubdirectory("ea-registry-").FullName;
    private readonly CollectedText _log = new();
    private readonly TestCertificates? _certificates;
    private readonly Process _process;

    private DockerRegistry(bool isPrivate)
    {
        Authority = $"127.0.0.1:{FreePort.Find()}";
        _certificates = isPrivate ? new() : null;
        File.WriteAllText(Path.Combine(_root, "config.yml"), Configuration(isPrivate));
        File.WriteAllText(Path.Combine(_root, "htpasswd"), PasswordFile);
        _process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", Path.Combine(_root, "config.yml")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _ = _log.CollectAsync(_process.StandardError);
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
    }

    /// <summary>Host and port, as they stand in a reference.</summary>
    public string Authority { get; }

    /// <summary>Returns when it answers. Skips the test where it is not installed.</summary>
    /// <param name="isPrivate">Only over TLS, by a certificate nobody knows, and only for <see cref="User"/>.</param>
    public static async Task<DockerRegistry> StartAsync(bool isPrivate = false)
    {
        Assert.SkipWhen(Tools.PathOf("docker-registry") is null, "docker-registry is not installed");
        var registry = new DockerRegistry(isPrivate);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.True(await registry._log.BecomesAsync(static log => log.Contains("listening on", StringComparison.Ordinal), deadline.Token), registry._log.ToString());
        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _certificates?.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private string Configuration(bool isPrivate)
    {
        var settings = $$"""
            version: 0.1
            log: {level: info}
            storage:
              filesystem: {rootdirectory: {{_root}}/data}
              delete: {enabled: true}
            http:
              addr: {{Authority}}
            """;
        return isPrivate
            ? settings + $"\n  tls: {{certificate: {_certificates!.PathOf("cert")}, key: {_certificates.PathOf("key")}}}\nauth:\n  htpasswd: {{realm: tests, path: {_root}/htpasswd}}\n"
            : settings;
    }
}
