namespace EngineApi.Wire.System;

/// <summary>The state of swarm mode; this engine is always inactive.</summary>
public sealed class SwarmInfo
{
    public bool ControlAvailable { get; set; }

    public string Error { get; set; } = "";

    public string LocalNodeState { get; set; } = "";

    public string NodeAddr { get; set; } = "";

    public string NodeID { get; set; } = "";

    public List<string>? RemoteManagers { get; set; }
}
