namespace EngineApi.Wire.System;

/// <summary>An answer that is an id.</summary>
public sealed class IdResponse
{
    public string Id { get; set; } = "";
}
