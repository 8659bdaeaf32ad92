namespace EngineApi.Engine.Containers.Mounts;

/// <summary>Where in the container a mount may go.</summary>
internal static class MountTarget
{
    /// <summary>What is wrong with a destination; null when nothing is.</summary>
    public static string? Problem(string path) => path switch
    {
        "" => "field Target must not be empty",
        _ when !path.StartsWith('/') => $"invalid mount path: '{path}' mount path must be absolute",
        _ when ContainerPath.Clean(path) == "/" => "invalid specification: destination can't be '/'",
        _ => null,
    };
}
