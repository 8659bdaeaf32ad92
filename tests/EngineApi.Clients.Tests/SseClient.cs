using System.Text;

namespace EngineApi.Clients.Tests;

/// <summary>Reads a stream of server-sent events, one at a time.</summary>
public sealed class SseClient : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private SseClient(HttpResponseMessage answer, Stream body) => (_answer, _lines) = (answer, new(body));

    /// <summary>The number from which a client would resume.</summary>
    public string LastId { get; private set; } = "";

    /// <summary>Returns when the answer has begun, and with it the subscription.</summary>
    public static async Task<SseClient> GetAsync(EngineProcess engine, string path, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        var answer = await engine.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        return new(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event: its name and its data.</summary>
    public async Task<(string Name, string Data)> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var (name, data) = ("message", new StringBuilder());
        while (await _lines.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
                return (name, data.ToString());
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data.Append(line[6..]);
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                LastId = line[4..];
        }
        throw new EndOfStreamException("the stream of events ended");
    }

    /// <summary>Reads until one is the wanted one.</summary>
    public async Task<List<(string Name, string Data)>> UntilAsync(Func<string, string, bool> wanted)
    {
        var seen = new List<(string Name, string Data)>();
        do
        {
            seen.Add(await NextAsync());
        }
        while (!wanted(seen[^1].Name, seen[^1].Data));
        return seen;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }
}
