using EngineApi.Wire.Networks;

namespace EngineApi.Wire.Containers;

/// <summary>What the list shows of a container's networks.</summary>
public sealed class ContainerSummaryNetworkSettings
{
    public Dictionary<string, EndpointSettings>? Networks { get; set; }
}
