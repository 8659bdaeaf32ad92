using System.Net;
using System.Net.Sockets;
using System.Text;
using EngineApi.Engine;
using EngineApi.Server.Listeners;
using EngineApi.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EngineApi.Server.Tests.Conformance;

/// <summary>
/// The whole gateway on a socket of its own, over a containerd of its own, with a <c>busybox</c> image. A fixture: what it makes is gone
/// when its class is done. <see cref="MustRun"/> skips the test, with the reason, where containers cannot run.
/// </summary>
public sealed class ConformanceEngine : IAsyncLifetime
{
    private readonly PrivateContainerd _containerd = new();
    private WebApplication? _app;
    private string? _missing;

    public string DataRoot => Path.Combine(_containerd.Root, "data");

    public string ExecRoot => Path.Combine(_containerd.Root, "exec");

    public EndPoint Endpoint => new UnixDomainSocketEndPoint(Path.Combine(_containerd.Root, "g.sock"));

    public IServiceProvider Parts => _app!.Services;

    internal PrivateContainerd Containerd => _containerd;

    public void MustRun() => Assert.SkipWhen(_missing is not null, _missing ?? "");

    public async ValueTask InitializeAsync()
    {
        _missing = Tools.WhatContainersMiss();
        if (_missing is not null)
            return;
        await _containerd.InitializeAsync();
        _app = Gateway.Build(new()
        {
            Server = new() { Hosts = [new HostAddress("unix", ((UnixDomainSocketEndPoint)Endpoint).ToString()!)], LogLevel = LogLevel.Warning },
            Engine = new()
            {
                DataRoot = DataRoot,
                ExecRoot = ExecRoot,
                ContainerdAddress = _containerd.Address,
                ContainerdNamespace = _containerd.Namespace,
                Snapshotter = _containerd.Snapshotter,
                Bip = TestBridges.Bip(_containerd.Namespace),
            },
        });
        await _app.StartAsync();
        await _app.Services.GetRequiredService<EngineLifetime>().StartAsync(CancellationToken.None);
        await ImportAsync("busybox");
    }

    /// <summary>One request on a connection of its own, half-closed behind it; the answer to its end.</summary>
    internal async Task<Answer> SendAsync(string method, string path, string headers = "", byte[]? body = null)
    {
        using var client = await RawClient.ConnectAsync(Endpoint);
        var length = body is null && method is "GET" or "HEAD" or "DELETE" ? "" : $"Content-Length: {body?.Length ?? 0}\r\n";
        await client.SendAsync($"{method} {path} HTTP/1.1\r\nHost: docker\r\n{length}{headers}\r\n");
        if (body is not null)
            await client.SendAsync(body);
        client.FinishSending();
        var answer = await client.ReadToEndAsync();
        Assert.True(answer.Length > 0, $"no answer to {method} {path}");
        return Answer.Parse(answer);
    }

    internal Task<Answer> PostAsync(string path, string json) => PostOrPutAsync("POST", path, json);

    internal Task<Answer> PostOrPutAsync(string method, string path, string json) =>
        SendAsync(method, path, "Content-Type: application/json\r\n", Encoding.UTF8.GetBytes(json));

    /// <summary>As <c>docker import</c> does it.</summary>
    internal async Task ImportAsync(string name)
    {
        var tar = (await TestLayer.BusyboxAsync()).Tar;
        var changes = Uri.EscapeDataString("ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin") + "&changes=" + Uri.EscapeDataString("CMD [\"sh\"]");
        var answer = await SendAsync("POST", $"/images/create?fromSrc=-&repo={name}&tag=latest&changes={changes}", "Content-Type: application/x-tar\r\n", tar);
        Assert.True(answer.Status == 200, answer.Text);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            // In the order of the daemon.
            await _app.StopAsync();
            await _app.Services.GetRequiredService<EngineLifetime>().StopAsync();
            await _app.DisposeAsync();
            await TestBridges.RemoveAsync(DataRoot, ExecRoot);
        }
        await _containerd.DisposeAsync();
    }
}
