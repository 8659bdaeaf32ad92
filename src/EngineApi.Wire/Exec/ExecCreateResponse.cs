namespace EngineApi.Wire.Exec;

/// <summary>The answer of <c>POST /containers/{id}/exec</c>.</summary>
public sealed class ExecCreateResponse
{
    public string Id { get; set; } = "";
}
