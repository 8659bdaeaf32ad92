using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>A mount as it is in a container.</summary>
public sealed class MountPoint
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; set => field = value is "" ? null : value; }

    /// <summary>The volume's name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; set => field = value is "" ? null : value; }

    public string Source { get; set; } = "";

    public string Destination { get; set; } = "";

    /// <summary>The volume's driver.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Driver { get; set => field = value is "" ? null : value; }

    public string Mode { get; set; } = "";

    public bool RW { get; set; }

    public string Propagation { get; set; } = "";
}
