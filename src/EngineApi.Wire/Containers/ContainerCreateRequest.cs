using System.Text.Json.Serialization;
using EngineApi.Wire.Networks;

namespace EngineApi.Wire.Containers;

/// <summary>The body of <c>POST /containers/create</c>.</summary>
public sealed class ContainerCreateRequest : ContainerConfig
{
    public HostConfig? HostConfig { get; set; }

    public NetworkingConfig? NetworkingConfig { get; set; }

    /// <summary>Of the version it is made in, not of the body: read-only binds leave what is mounted below them writable.</summary>
    [JsonIgnore]
    public bool ReadOnlyNonRecursive { get; set; }
}
