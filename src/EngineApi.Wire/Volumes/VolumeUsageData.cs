namespace EngineApi.Wire.Volumes;

/// <summary>Use of a volume; only in <c>/system/df</c>.</summary>
public sealed class VolumeUsageData
{
    /// <summary>-1 when unknown.</summary>
    public long RefCount { get; set; }

    /// <summary>Bytes; -1 when unknown.</summary>
    public long Size { get; set; }
}
