namespace EngineApi.Wire.Containers;

/// <summary>The answer of <c>POST /commit</c>.</summary>
public sealed class ContainerCommitResponse
{
    public string Id { get; set; } = "";
}
