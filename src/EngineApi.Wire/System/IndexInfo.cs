namespace EngineApi.Wire.System;

/// <summary>One registry.</summary>
public sealed class IndexInfo
{
    public List<string>? Mirrors { get; set; }

    public string Name { get; set; } = "";

    public bool Official { get; set; }

    public bool Secure { get; set; }
}
