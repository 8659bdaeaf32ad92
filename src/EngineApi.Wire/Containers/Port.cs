using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>A port of a container in the list.</summary>
public sealed class Port
{
    /// <summary>The host address it is published on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IP { get; set => field = value is "" ? null : value; }

    public ushort PrivatePort { get; set; }

    /// <summary>Left out when not published.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ushort PublicPort { get; set; }

    /// <summary><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</summary>
    public string Type { get; set; } = "";
}
