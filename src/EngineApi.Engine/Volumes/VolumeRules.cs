using EngineApi.Engine.Containers.Mounts;

namespace EngineApi.Engine.Volumes;

/// <summary>What a volume may be.</summary>
internal static class VolumeRules
{
    public const string LocalDriver = "local";

    /// <param name="name">Null or empty: one will be made up.</param>
    /// <exception cref="EngineException">InvalidParameter; NotFound for a driver.</exception>
    public static void Check(string? name, string? driver, IReadOnlyDictionary<string, string>? options)
    {
        if (!string.IsNullOrEmpty(name))
            VolumeName.Check(name);
        if (!string.IsNullOrEmpty(driver) && driver != LocalDriver)
            throw EngineException.NotFound($"create {name}: error looking up volume plugin {driver}: plugin \"{driver}\" not found");
        if (options is not { Count: > 0 })
            return;
        if (options.Keys.FirstOrDefault(key => key is not ("type" or "o" or "device" or "size")) is { } unknown)
            throw EngineException.InvalidParameter($"create {name}: invalid option: \"{unknown}\"");
        if (options.ContainsKey("size"))
            throw EngineException.InvalidParameter($"create {name}: quota size requested but no quota support");
        // Each of them asks for the other two, but for "o".
        var missing = !options.ContainsKey("device") ? "device" : !options.ContainsKey("type") ? "type" : null;
        if (missing is not null)
            throw EngineException.InvalidParameter($"create {name}: missing required option: \"{missing}\"");
    }

    /// <summary>The option <c>o</c>, word by word.</summary>
    public static string[] Words(IReadOnlyDictionary<string, string> options) =>
        options.GetValueOrDefault("o", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
}
