namespace EngineApi.Wire.Containers;

/// <summary>An item of <c>GET /containers/{id}/checkpoints</c>.</summary>
public sealed class Checkpoint
{
    public string Name { get; set; } = "";
}
