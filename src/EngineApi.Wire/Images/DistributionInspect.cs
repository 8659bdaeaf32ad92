namespace EngineApi.Wire.Images;

/// <summary>The answer of <c>GET /distribution/{name}/json</c>.</summary>
public sealed class DistributionInspect
{
    public Descriptor Descriptor { get; set => field = value ?? new(); } = new();

    public List<OciPlatform>? Platforms { get; set; }
}
