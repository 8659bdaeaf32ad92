namespace EngineApi.Wire.Containers;

/// <summary>A resource limit of the container's processes.</summary>
public sealed class Ulimit
{
    /// <summary>As in <c>setrlimit(2)</c> without <c>RLIMIT_</c>, in lower case.</summary>
    public string Name { get; set; } = "";

    /// <summary>-1 is unlimited.</summary>
    public long Hard { get; set; }

    /// <summary>-1 is unlimited.</summary>
    public long Soft { get; set; }
}
