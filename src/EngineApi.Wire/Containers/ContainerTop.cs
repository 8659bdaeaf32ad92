namespace EngineApi.Wire.Containers;

/// <summary>The answer of <c>GET /containers/{id}/top</c>.</summary>
public sealed class ContainerTop
{
    public List<List<string>> Processes { get; set; } = [];

    public List<string> Titles { get; set; } = [];
}
