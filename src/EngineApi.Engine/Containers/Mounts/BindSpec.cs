namespace EngineApi.Engine.Containers.Mounts;

/// <summary>Reads one entry of HostConfig.Binds: <c>[source:]destination[:mode]</c>.</summary>
internal static class BindSpec
{
    /// <param name="driver">HostConfig.VolumeDriver, for a source that names a volume.</param>
    /// <exception cref="EngineException">Not a volume specification.</exception>
    public static MountRequest Parse(string text, string driver)
    {
        var parts = text.Split(':');
        if (parts.Length is 0 or > 3 || parts[0].Length == 0)
            throw Invalid(text);
        var modeText = parts.Length == 3 ? parts[2] : "";
        var mode = MountMode.TryParse(modeText) ?? throw EngineException.InvalidParameter($"invalid mode: {modeText}");
        if (parts.Length == 1)
            return new VolumeRequest { Destination = Destination(parts[0], "volume", text), Driver = NullIfEmpty(driver) };

        // "/data:ro" looks like a volume with a mode, but names no destination.
        if (parts.Length == 2 && parts[1].Length > 0 && MountMode.TryParse(parts[1]) is not null)
            throw Invalid(text);
        return parts[0].StartsWith('/')
            ? Bind(text, ContainerPath.Clean(parts[0]), Destination(parts[1], "bind", text), mode, modeText)
            : Volume(text, parts[0], Destination(parts[1], "volume", text), driver, mode, modeText);
    }

    private static BindRequest Bind(string text, string source, string destination, MountMode mode, string modeText) => mode.NoCopy
        ? throw Foreign(text, "bind", "VolumeOptions")
        : new BindRequest
        {
            Source = source, Destination = destination, ReadOnly = mode.ReadOnly, Propagation = mode.Propagation, Mode = modeText, CreateSource = true,
        };

    private static VolumeRequest Volume(string text, string name, string destination, string driver, MountMode mode, string modeText)
    {
        if (mode.Propagation.Length > 0)
            throw Foreign(text, "volume", "BindOptions");
        VolumeName.Check(name);
        return new VolumeRequest
        {
            Name = name, Destination = destination, Driver = NullIfEmpty(driver), ReadOnly = mode.ReadOnly, NoCopy = mode.NoCopy,
            Mode = modeText.Length == 0 ? "z" : modeText,
        };
    }

    private static string Destination(string path, string type, string text)
    {
        if (MountTarget.Problem(path) is { } problem)
            throw EngineException.InvalidParameter($"invalid volume specification: '{text}': invalid mount config for type \"{type}\": {problem}");
        return ContainerPath.Clean(path);
    }

    private static EngineException Foreign(string text, string type, string options) => EngineException.InvalidParameter(
        $"invalid volume specification: '{text}': invalid mount config for type \"{type}\": field {options} must not be specified");

    private static EngineException Invalid(string text) => EngineException.InvalidParameter($"invalid volume specification: '{text}'");

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
