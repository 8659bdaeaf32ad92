using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace EngineApi.Bench.Docker;

/// <summary>The few operations of the Docker Engine API that are measured, over a unix socket with kept-alive connections.</summary>
internal sealed class DockerApi : IDisposable
{
    private readonly HttpClient _http;

    public DockerApi(string socket)
    {
        SocketPath = socket;
        _http = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) => new NetworkStream(await ConnectAsync(socket, cancellation), ownsSocket: true),
        })
        {
            BaseAddress = new("http://docker/v1.41/"),
            Timeout = TimeSpan.FromMinutes(5),
        };
    }

    public string SocketPath { get; }

    public static async Task<Socket> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task PingAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "../_ping", null, cancellationToken);

    /// <summary>Reads an answer to its end and forgets it; returns its length in bytes.</summary>
    public async Task<long> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await CheckAsync(answer, path);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[128 << 10];
        for (long length = 0; ;)
        {
            var count = await body.ReadAsync(buffer, cancellationToken);
            if (count == 0)
                return length;
            length += count;
        }
    }

    public async Task<string> CreateAsync(ContainerSettings container, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Post, "containers/create", Json(container.ToJson()), cancellationToken);
        return JsonNode.Parse(answer)!["Id"]!.GetValue<string>();
    }

    public Task StartAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"containers/{id}/start", null, cancellationToken);

    public Task WaitAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"containers/{id}/wait", null, cancellationToken);

    public Task RenameAsync(string id, string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"containers/{id}/rename?name={name}", null, cancellationToken);

    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"containers/{id}?force=1&v=1", null, cancellationToken);

    public async Task<string> CreateExecAsync(string id, string[] command, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["Cmd"] = ContainerSettings.Array(command), ["AttachStdout"] = true, ["AttachStderr"] = true };
        var answer = await SendAsync(HttpMethod.Post, $"containers/{id}/exec", Json(body), cancellationToken);
        return JsonNode.Parse(answer)!["Id"]!.GetValue<string>();
    }

    public async Task LoadAsync(byte[] archive, CancellationToken cancellationToken)
    {
        var body = new ByteArrayContent(archive);
        body.Headers.ContentType = new("application/x-tar");
        var answer = await SendAsync(HttpMethod.Post, "images/load?quiet=1", body, cancellationToken);
        if (answer.Contains("errorDetail", StringComparison.Ordinal))
            throw new DockerFailure(answer);
    }

    /// <param name="name">A repository, whose tag <c>latest</c> is pulled.</param>
    public async Task PullAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Post, $"images/create?fromImage={Uri.EscapeDataString(name)}&tag=latest", null, cancellationToken);
        if (answer.Contains("errorDetail", StringComparison.Ordinal))
            throw new DockerFailure(answer);
    }

    public async Task PutArchiveAsync(string id, string path, byte[] archive, CancellationToken cancellationToken)
    {
        var body = new ByteArrayContent(archive);
        body.Headers.ContentType = new("application/x-tar");
        await SendAsync(HttpMethod.Put, $"containers/{id}/archive?path={path}", body, cancellationToken);
    }

    public Task RemoveImageAsync(string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"images/{name}?force=1", null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<string> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var answer = await _http.SendAsync(request, cancellationToken);
        await CheckAsync(answer, path);
        return await answer.Content.ReadAsStringAsync(cancellationToken);
    }

    private static async Task CheckAsync(HttpResponseMessage answer, string path)
    {
        if (!answer.IsSuccessStatusCode)
            throw new DockerFailure($"{path}: {(int)answer.StatusCode} {(await answer.Content.ReadAsStringAsync()).Trim()}");
    }

    private static StringContent Json(JsonObject body) =>
        new(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}
