using EngineApi.Engine.Containers.Mounts;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>The host's side of bind mounts, before a start.</summary>
internal static class BindSources
{
    /// <summary>Makes the missing directories that <c>-v</c> may make; <c>--mount</c> may not.</summary>
    /// <exception cref="EngineException">InvalidParameter: a source is missing, or cannot be made.</exception>
    public static void Prepare(IReadOnlyList<ResolvedMount> mounts)
    {
        foreach (var mount in mounts.Where(mount => mount.Type == "bind" && !Path.Exists(mount.Source)))
        {
            if (!mount.CreateSource)
                throw EngineException.InvalidParameter($"invalid mount config for type \"bind\": bind source path does not exist: {mount.Source}");
            try
            {
                Directory.CreateDirectory(mount.Source);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw EngineException.InvalidParameter($"error while creating mount source path '{mount.Source}': {e.Message}", e);
            }
        }
    }
}
