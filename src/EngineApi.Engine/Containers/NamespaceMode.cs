namespace EngineApi.Engine.Containers;

/// <summary>Reads the modes of HostConfig that say where a namespace comes from: NetworkMode, PidMode, IpcMode, UTSMode, CgroupnsMode.</summary>
public static class NamespaceMode
{
    private const string ContainerPrefix = "container:";

    public static bool IsHost(string mode) => mode == "host";

    public static bool IsNone(string mode) => mode == "none";

    public static bool IsContainer(string mode) => mode.StartsWith(ContainerPrefix, StringComparison.Ordinal);

    /// <summary>Neither the host's nor another container's.</summary>
    public static bool IsOwn(string mode) => !IsHost(mode) && !IsContainer(mode);

    /// <summary>The name or id after <c>container:</c>; null for every other mode.</summary>
    public static string? ContainerOf(string mode) => IsContainer(mode) ? mode[ContainerPrefix.Length..] : null;
}
