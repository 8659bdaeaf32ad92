using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors;

/// <summary>Plain HTTP to the engine.</summary>
internal sealed class Api(EngineProcess engine)
{
    public EngineProcess Engine => engine;

    public Task<JsonNode?> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<JsonNode?> PostAsync(string path, string? json = null) => SendAsync(HttpMethod.Post, path, json);

    public Task<JsonNode?> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>The answer's JSON, if it has any; it must be a success.</summary>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, string? json = null)
    {
        var (status, text) = await AnswerAsync(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.True(status is >= 200 and < 300, $"{method} {path}: {status} {text}\n{engine.Log()}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>The message of an answer that must be a refusal.</summary>
    public async Task<string> RefusedAsync(int status, HttpMethod method, string path, string? json = null)
    {
        var answer = await AnswerAsync(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.True(answer.Status == status, $"{method} {path}: {answer.Status} {answer.Text}");
        return (string)JsonNode.Parse(answer.Text)!["message"]!;
    }

    public async Task<(int Status, string Text)> AnswerAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await engine.Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
