using System.Text.Json.Serialization;
using EngineApi.Wire.Images;
using EngineApi.Wire.Networks;

namespace EngineApi.Wire.Containers;

/// <summary>The answer of <c>GET /containers/{id}/json</c>.</summary>
public sealed class ContainerInspect
{
    public string Id { get; set; } = "";

    /// <summary>RFC 3339 with nanoseconds.</summary>
    public string Created { get; set; } = "";

    public string Path { get; set; } = "";

    public List<string> Args { get; set; } = [];

    public ContainerState State { get; set => field = value ?? new(); } = new();

    /// <summary>The image's id.</summary>
    public string Image { get; set; } = "";

    public string ResolvConfPath { get; set; } = "";

    public string HostnamePath { get; set; } = "";

    public string HostsPath { get; set; } = "";

    public string LogPath { get; set; } = "";

    /// <summary>With a leading slash.</summary>
    public string Name { get; set; } = "";

    public int RestartCount { get; set; }

    public string Driver { get; set; } = "";

    public string Platform { get; set; } = "";

    public string MountLabel { get; set; } = "";

    public string ProcessLabel { get; set; } = "";

    public string AppArmorProfile { get; set; } = "";

    public List<string>? ExecIDs { get; set; }

    public HostConfig HostConfig { get; set => field = value ?? new(); } = new();

    public GraphDriver GraphDriver { get; set => field = value ?? new(); } = new();

    /// <summary>Bytes; only with <c>size=1</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; set; }

    /// <summary>Bytes; only with <c>size=1</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; set; }

    public List<MountPoint> Mounts { get; set; } = [];

    public ContainerConfig Config { get; set => field = value ?? new(); } = new();

    public NetworkSettings NetworkSettings { get; set => field = value ?? new(); } = new();

    /// <summary>API 1.48; only where the image store knows manifests.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Descriptor? ImageManifestDescriptor { get; set; }

    /// <summary>Changes the answer into that of an older version: below 1.45 a container is among its own aliases on user-defined networks.</summary>
    public void ShapeFor(ApiVersion version)
    {
        if (version >= new ApiVersion(1, 45))
            return;
        foreach (var endpoint in (NetworkSettings?.Networks ?? []).Values)
        {
            if (endpoint.DNSNames is not null)
                endpoint.Aliases = [.. (endpoint.Aliases ?? []).Append(HexId.Short(Id)).Append(Config?.Hostname ?? "").Where(alias => alias.Length > 0).Distinct()];
        }
    }
}
