namespace EngineApi.Wire.System;

/// <summary>The answer of <c>POST /build/prune</c>.</summary>
public sealed class BuildCachePruneResponse
{
    public List<string>? CachesDeleted { get; set; }

    /// <summary>Bytes.</summary>
    public ulong SpaceReclaimed { get; set; }
}
