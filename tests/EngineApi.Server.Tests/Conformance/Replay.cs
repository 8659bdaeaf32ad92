using System.Text.Json;
using EngineApi.Testing;

namespace EngineApi.Server.Tests.Conformance;

/// <summary>Asks our engine what dockerd was asked, in the recorded order, and keeps the answers. A fixture: it is done once.</summary>
public sealed class Replay : IAsyncLifetime
{
    private readonly ConformanceEngine _engine = new();
    private readonly Dictionary<string, Answer> _answers = [];
    private readonly Dictionary<string, string> _idOf = [];

    /// <summary>The recordings that issue 2 is about, in their order: each is asked of what those above have left.</summary>
    public static readonly string[] Names =
    [
        "ping", "ping-head", "version", "version-v1.24", "version-v1.30", "version-v1.41", "version-v1.44", "version-v1.51", "version-v1.99", "info", "notfound",
        "badversion", "create", "create-dup", "create-noimage", "create-badjson", "create-empty", "create-noimg", "create-noct", "create-badname", "inspect-created",
        "start", "start-again", "inspect-v1.41", "list-v1.41", "inspect-v1.44", "list-v1.44", "inspect-v1.51", "list-v1.51", "inspect-size", "list-size",
        "logs", "logs-v1.41", "logs-none", "attach-logs", "attach-upgrade", "top", "top-aux", "stats", "stats-oneshot", "exec-create", "exec-start", "exec-inspect", "exec-start-again",
        "exec-create2", "exec-start-upgrade", "exec-nocmd", "exec-noctr", "pause", "pause-again", "inspect-paused", "exec-paused", "unpause", "unpause-again",
        "rename-dup", "rename-empty", "update", "resize", "rm-running", "kill-bad", "kill", "wait", "kill-again", "stop-stopped", "inspect-exited", "exec-stopped",
        "top-stopped", "wait-bad", "rm", "rm-404", "inspect-404", "start-badcmd-create", "start-badcmd", "inspect-badcmd", "rm2", "containers-badfilter",
        "containers-badfilter2", "containers-badlimit", "images-v1.41", "image-v1.41", "images-v1.44", "image-v1.44", "images-v1.51", "image-v1.51", "image-404",
        "history", "tag", "tag-bad", "rmi", "rmi2", "rmi-404", "load", "load-quiet", "import",
        "networks", "network-bridge", "network-create", "network-create-dup", "network-inspect", "network-verbose", "network-connect-404", "network-badoverlap",
        "network-rm-bridge", "network-rm", "network-rm-404", "network-prune", "events", "events-v1.51", "plugins", "swarm", "nodes", "services",
    ];

    internal ConformanceEngine Engine => _engine;

    internal Answer AnswerTo(string name)
    {
        _engine.MustRun();
        return _answers[name];
    }

    public async ValueTask InitializeAsync()
    {
        await _engine.InitializeAsync();
        if (Tools.WhatContainersMiss() is not null)
            return;
        var began = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (var name in Names)
        {
            var recording = Recording.Read(name);
            var path = _idOf.Aggregate(recording.Target, static (text, ids) => text.Replace(ids.Key, ids.Value, StringComparison.Ordinal));
            if (path.Contains("/events?", StringComparison.Ordinal))
                path = $"{path[..path.IndexOf('?', StringComparison.Ordinal)]}?since={began}&until={DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1}";
            if (name is "logs" or "attach-logs")
                await LoggedAsync();
            if (name is "images-v1.41")
                await _engine.SendAsync("POST", "/images/load", "", await GoldImage.ArchiveAsync());
            var body = name is "load" or "load-quiet" or "import" ? GoldImage.HelloWorldArchive() : recording.Body;
            TestContext.Current.SendDiagnosticMessage("{0}", name);
            var answer = await _engine.SendAsync(recording.Method, path, recording.Headers, body);
            _answers.Add(name, answer);
            if (IdIn(recording.Answer) is { } theirs && IdIn(answer) is { } ours)
                _idOf[theirs] = ours;
        }
    }

    /// <summary>dockerd was asked seconds after the start; we are as soon as both lines are there.</summary>
    private Task LoggedAsync() => Eventually.BecomesTrueAsync(async () =>
        (await _engine.SendAsync("GET", "/containers/gold/logs?stdout=1&stderr=1")).Body.Count(static b => b == '\n') >= 2);

    private static string? IdIn(Answer answer)
    {
        if (answer.Status != 201 || answer.Body is not [(byte)'{', ..])
            return null;
        using var document = JsonDocument.Parse(answer.Body);
        return document.RootElement.TryGetProperty("Id", out var id) ? id.GetString() : null;
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
