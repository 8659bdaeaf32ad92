using System.Text.Json.Serialization;

namespace EngineApi.Wire.System;

/// <summary>The answer of <c>GET /version</c>.</summary>
public sealed class SystemVersion
{
    public VersionPlatform Platform { get; set => field = value ?? new(); } = new();

    public List<ComponentVersion> Components { get; set; } = [];

    public string Version { get; set; } = "";

    public string ApiVersion { get; set; } = "";

    public string MinAPIVersion { get; set; } = "";

    public string GitCommit { get; set; } = "";

    public string GoVersion { get; set; } = "";

    public string Os { get; set; } = "";

    public string Arch { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KernelVersion { get; set => field = value is "" ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Experimental { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BuildTime { get; set => field = value is "" ? null : value; }
}
