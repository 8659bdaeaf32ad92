namespace EngineApi.Wire.Containers;

/// <summary>The body of <c>POST /containers/{id}/update</c>: a zero or null member is left as it is.</summary>
public sealed class ContainerUpdateRequest : Resources
{
    public RestartPolicy? RestartPolicy { get; set; }
}
