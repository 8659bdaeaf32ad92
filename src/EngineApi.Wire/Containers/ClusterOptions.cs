namespace EngineApi.Wire.Containers;

/// <summary>Options of a cluster <see cref="Mount"/>; it has none.</summary>
public sealed class ClusterOptions
{

}
