namespace EngineApi.Engine.Containers;

/// <summary>The API's words for <see cref="ContainerStatus"/>.</summary>
public static class ContainerStatusNames
{
    public static string ToApi(this ContainerStatus status) => status switch
    {
        ContainerStatus.Created => "created",
        ContainerStatus.Running => "running",
        ContainerStatus.Paused => "paused",
        ContainerStatus.Restarting => "restarting",
        ContainerStatus.Removing => "removing",
        ContainerStatus.Exited => "exited",
        ContainerStatus.Dead => "dead",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
