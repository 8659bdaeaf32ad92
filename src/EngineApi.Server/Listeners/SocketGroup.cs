using EngineApi.Linux.Host;
using EngineApi.Server.Options;

namespace EngineApi.Server.Listeners;

/// <summary>The group that may use the unix socket.</summary>
internal static class SocketGroup
{
    /// <returns>The numeric id; null when the default group does not exist here.</returns>
    /// <exception cref="ListenException">A group asked for by name does not exist.</exception>
    public static uint? Resolve(string group)
    {
        if (UnixGroup.Find(group) is { } found) return found.Id;
        if (uint.TryParse(group, out var number)) return number;
        return group is ServerOptions.DefaultGroup or ""
            ? null
            : throw new ListenException($"could not find the group {group} in /etc/group");
    }
}
