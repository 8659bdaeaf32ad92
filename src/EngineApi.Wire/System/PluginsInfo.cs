namespace EngineApi.Wire.System;

/// <summary>Plugins by kind.</summary>
public sealed class PluginsInfo
{
    public List<string>? Authorization { get; set; }

    public List<string>? Log { get; set; }

    public List<string>? Network { get; set; }

    public List<string>? Volume { get; set; }
}
