namespace EngineApi.Wire.Containers;

/// <summary>The answer of <c>POST /containers/create</c>.</summary>
public sealed class ContainerCreateResponse
{
    public string Id { get; set; } = "";

    /// <summary>Never null: clients iterate over it.</summary>
    public List<string> Warnings { get; set; } = [];
}
