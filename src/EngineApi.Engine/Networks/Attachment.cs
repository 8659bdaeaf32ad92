using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks;

/// <summary>A network that a container is to be on.</summary>
/// <param name="Settings">What is asked for there: addresses, MAC, aliases, priority. Not to be written to.</param>
public sealed record Attachment(NetworkRecord Network, EndpointSettings Settings);
