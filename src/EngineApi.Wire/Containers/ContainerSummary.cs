using System.Text.Json.Serialization;
using EngineApi.Wire.Images;

namespace EngineApi.Wire.Containers;

/// <summary>One entry of <c>GET /containers/json</c>.</summary>
public sealed class ContainerSummary
{
    public string Id { get; set; } = "";

    /// <summary>With a leading slash.</summary>
    public List<string> Names { get; set; } = [];

    public string Image { get; set; } = "";

    public string ImageID { get; set; } = "";

    /// <summary>API 1.48.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Descriptor? ImageManifestDescriptor { get; set; }

    public string Command { get; set; } = "";

    /// <summary>Unix seconds.</summary>
    public long Created { get; set; }

    public List<Port> Ports { get; set; } = [];

    /// <summary>Bytes; only with <c>size=1</c>, and left out when 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SizeRw { get; set; }

    /// <summary>Bytes; only with <c>size=1</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SizeRootFs { get; set; }

    public Dictionary<string, string> Labels { get; set; } = [];

    public string State { get; set; } = "";

    /// <summary>For people: <c>Up 2 seconds</c>.</summary>
    public string Status { get; set; } = "";

    public ContainerSummaryHostConfig HostConfig { get; set => field = value ?? new(); } = new();

    public ContainerSummaryNetworkSettings NetworkSettings { get; set => field = value ?? new(); } = new();

    public List<MountPoint> Mounts { get; set; } = [];
}
