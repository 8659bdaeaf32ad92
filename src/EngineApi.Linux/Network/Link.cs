namespace EngineApi.Linux.Network;

/// <summary>A network interface of one namespace.</summary>
/// <param name="Index">From 1; its own in each namespace.</param>
/// <param name="Kind"><c>bridge</c>, <c>veth</c>, …; empty for a real device.</param>
/// <param name="Master">Index of the bridge it is a port of; 0 if of none.</param>
/// <param name="Mtu">Bytes.</param>
/// <param name="MacAddress">Lower case with colons; empty if it has none.</param>
/// <param name="Alias">A text that somebody gave it; empty if nobody did.</param>
public sealed record Link(int Index, string Name, string Kind, int Master, int Mtu, bool IsUp, string MacAddress, string Alias = "");
