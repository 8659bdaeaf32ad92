namespace EngineApi.Wire.Volumes;

/// <summary>The answer of <c>POST /volumes/prune</c>.</summary>
public sealed class VolumePruneResponse
{
    public List<string>? VolumesDeleted { get; set; }

    /// <summary>Bytes.</summary>
    public ulong SpaceReclaimed { get; set; }
}
