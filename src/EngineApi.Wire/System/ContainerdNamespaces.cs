namespace EngineApi.Wire.System;

/// <summary>The containerd namespaces the engine uses.</summary>
public sealed class ContainerdNamespaces
{
    public string Containers { get; set; } = "";

    public string Plugins { get; set; } = "";
}
