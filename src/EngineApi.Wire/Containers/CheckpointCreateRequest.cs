namespace EngineApi.Wire.Containers;

/// <summary>The body of <c>POST /containers/{id}/checkpoints</c>.</summary>
public sealed class CheckpointCreateRequest
{
    /// <summary>Its name.</summary>
    public string? CheckpointID { get; set; }

    /// <summary>A directory to keep it in; null or empty for the container's own.</summary>
    public string? CheckpointDir { get; set; }

    /// <summary>End the container once it is taken; else it goes on.</summary>
    public bool Exit { get; set; }
}
