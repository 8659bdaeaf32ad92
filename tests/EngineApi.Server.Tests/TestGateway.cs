using System.Net;
using System.Net.Sockets;
using EngineApi.Engine;
using EngineApi.Server.Http;
using EngineApi.Server.Listeners;
using EngineApi.Server.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EngineApi.Server.Tests;

/// <summary>The server on a socket of its own, with the engine's parts but without containerd.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("engineapi-").FullName;

    private TestGateway(Action<WebApplication>? map, Func<ServerOptions, ServerOptions>? adjust, EngineOptions? engine, object? part, Task? ready,
        Action<IServiceCollection>? services)
    {
        var server = new ServerOptions { Hosts = [new("unix", SocketPath)], LogLevel = LogLevel.Critical };
        App = Gateway.Build(new()
        {
            Server = adjust?.Invoke(server) ?? server,
            Engine = (engine ?? new()) with { DataRoot = Path.Combine(_root, "data"), ExecRoot = Path.Combine(_root, "exec") },
        }, parts =>
        {
            var whenReady = ready ?? Task.CompletedTask;
            parts.AddSingleton<EngineReady>(() => whenReady);
            if (part is not null) parts.AddSingleton(part.GetType(), part);
            services?.Invoke(parts);
        });
        map?.Invoke(App);
    }

    public WebApplication App { get; }

    public string SocketPath => Path.Combine(_root, "engine.sock");

    public EndPoint Endpoint => new UnixDomainSocketEndPoint(SocketPath);

    public EndPoint TcpEndpoint
    {
        get
        {
            var addresses = App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            var uri = new Uri(addresses.Single(static a => a.StartsWith("http", StringComparison.Ordinal) && !a.Contains("unix", StringComparison.Ordinal)));
            return new IPEndPoint(IPAddress.Parse(uri.Host), uri.Port);
        }
    }

    public static HostAddress AnyTcp { get; } = new("tcp", "127.0.0.1", 0);

    public static async Task<TestGateway> StartAsync(
        Action<WebApplication>? map = null,
        Func<ServerOptions, ServerOptions>? adjust = null,
        EngineOptions? engine = null,
        object? part = null,
        Task? ready = null,
        Action<IServiceCollection>? services = null)
    {
        var gateway = new TestGateway(map, adjust, engine, part, ready, services);
        await gateway.App.StartAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Endpoint);

    /// <summary>Sends one request, half-closes as <c>nc -N</c> does, and reads to the end.</summary>
    public async Task<Answer> SendAsync(string method, string path, string headers = "", string body = "")
    {
        using var client = await ConnectAsync();
        await client.SendAsync($"{method} {path} HTTP/1.1\r\nHost: docker\r\n{headers}\r\n{body}");
        client.FinishSending();
        return Answer.Parse(await client.ReadToEndAsync());
    }

    public Task<Answer> PostJsonAsync(string path, string body) =>
        SendAsync("POST", path, $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n", body);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
