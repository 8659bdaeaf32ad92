using System.Text.Json.Nodes;

namespace EngineApi.Bench.Docker;

/// <summary>What the containers of the rows differ in.</summary>
internal sealed record ContainerSettings(params string[] Command)
{
    public bool Stdin { get; init; }

    public string LogDriver { get; init; } = "json-file";

    public string Network { get; init; } = "none";

    /// <summary>A directory of the host that the container sees as <c>/bench</c>.</summary>
    public string? Shared { get; init; }

    public JsonObject ToJson() => new()
    {
        ["Image"] = BusyboxArchive.Name,
        ["Cmd"] = Array(Command),
        ["OpenStdin"] = Stdin,
        ["AttachStdin"] = Stdin,
        ["HostConfig"] = new JsonObject
        {
            ["NetworkMode"] = Network,
            ["LogConfig"] = new JsonObject { ["Type"] = LogDriver },
            ["Binds"] = Array(Shared is null ? [] : [$"{Shared}:/bench"]),
        },
    };

    internal static JsonArray Array(string[] values) => [.. values.Select(value => (JsonNode)value)];
}
