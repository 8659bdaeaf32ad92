namespace EngineApi.Engine.Registry;

/// <summary>A manifest or an index as a registry has it, checked against its digest.</summary>
public sealed record RegistryManifest(string MediaType, string Digest, byte[] Json);
