using EngineApi.Wire.Networks;

namespace EngineApi.Wire.Containers;

/// <summary>The body of <c>POST /containers/create</c>.</summary>
public sealed class ContainerCreateRequest : ContainerConfig
{
    public HostConfig? HostConfig { get; set; }

    public NetworkingConfig? NetworkingConfig { get; set; }
}
