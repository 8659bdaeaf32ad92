using EngineApi.Wire.Events;
using EngineApi.Wire.System;
using static EngineApi.OpenApi.Operations.AnswerText;
using static EngineApi.OpenApi.Operations.ParameterText;

namespace EngineApi.OpenApi.Operations;

internal static class SystemTexts
{
    private const string PingText = "The headers tell the API's version (`Api-Version`), the builder and the state of the swarm. It needs no version in its path, and nothing but a listener.";

    public static IReadOnlyList<OperationText> All { get; } =
    [
        new("SystemPing", "Ping the engine", PingText) { Answers = [Stream(200, "text/plain", "`OK`.")] },
        new("SystemPingHead", "Ping the engine, without a body", PingText) { Answers = [Empty(200, "It is there.")] },
        new("SystemVersion", "Tell the versions", "Of the engine, of its API, and of containerd and runc below it.")
        {
            Answers = [Json<SystemVersion>(200, "The versions.")],
        },
        new("SystemInfo", "Describe the system", "The machine, the engine's settings, and how many containers and images there are.")
        {
            Answers = [Json<SystemInfo>(200, "The system.")],
        },
        new("SystemDataUsage", "Tell the disk usage", "What images, containers and volumes take. Layers that several images share count once in `LayersSize`.")
        {
            Parameters = [List("type", "Of `image`, `container`, `volume`, `build-cache`; all when it is missing. Not below API 1.42.")],
            Answers = [Json<DiskUsage>(200, "In bytes; null is what was not asked for."), Error(400, "There is no such type.")],
        },
        new("SystemAuth", "Check registry credentials", "Asks the registry. Nothing is kept here.")
        {
            Body = BodyText.Json<AuthConfig>("The credentials.", """{"username": "ada", "password": "secret", "serveraddress": "registry.example.com"}"""),
            Answers = [Json<AuthResponse>(200, "They are good."), Error(401, "They are not.")],
        },
        new("SystemEvents", "Watch events",
            "What happens to containers, images and the engine, an object each, as it happens. Past events come first when `since` asks for "
            + "them; the stream ends at `until`, if that is given, and else with the connection. `Accept` chooses the form.")
        {
            Parameters =
            [
                Text("filters", "A JSON object of lists. Keys: `container`, `daemon`, `event`, `image`, `label`, `scope`, `type` and the other kinds of objects.",
                    """{"type":["container"],"event":["start","die"]}"""),
                Header("Last-Event-ID", "Of a `text/event-stream`: the number of the last event that was seen. Those after it come first."),
            ],
            Answers =
            [
                Json<EventMessage>(200, "Objects of JSON as they come, each in a line; or server-sent events whose `data` is such an object. Of "
                    + "those, `gap` says that some are missing in between, and `cut-off` that the client was too slow and is to connect anew."),
                new(200, "", "application/x-ndjson", typeof(EventMessage)),
                new(200, "", "application/jsonl", typeof(EventMessage)),
                new(200, "", "text/event-stream", typeof(EventMessage)),
            ],
        },
        new("PluginList", "List plugins", "There are none, and the list is empty.")
        {
            Answers = [new(200, "An empty list.", "application/json", typeof(List<object>), "[]")],
        },
        new("PluginInspect", "Inspect a plugin", "There are none, so this one is not found.")
        {
            Answers = [Error(404, "There is no such plugin.")],
        },
        new("Health", "Tell whether the engine works", "Asks containerd. It answers while the engine starts, too.")
        {
            Route = "GET /healthz",
            Answers = [Stream(200, "text/plain", "`ok`."), Error(503, "What is wrong.")],
        },
        new("Metrics", "Read the metrics", "In Prometheus' text format. Also on `--metrics-addr`, where nothing else is.")
        {
            Route = "GET /metrics",
            Answers = [Stream(200, "text/plain", "The metrics.")],
        },
        new("OpenApi", "Read this document", "OpenAPI 3.0, in JSON. `/swagger` shows it to a browser, over TCP.")
        {
            Route = "GET /openapi/v1.51.json",
            Answers = [Json<object>(200, "The document.")],
        },
    ];
}
