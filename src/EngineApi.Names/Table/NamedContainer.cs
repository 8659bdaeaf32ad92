namespace EngineApi.Names.Table;

/// <summary>A container on a network.</summary>
/// <param name="Id">64 hexadecimal digits.</param>
/// <param name="NetnsPath">Its network namespace, where it asks.</param>
/// <param name="IPv4Address">There; empty if it has none.</param>
/// <param name="IPv6Address">There; empty if it has none.</param>
/// <param name="Names">What it is found by there, in lower case; the first is its own.</param>
/// <param name="Servers">Addresses of those to ask for the rest on its behalf; empty for those of the host.</param>
public sealed record NamedContainer(
    string Id, string NetnsPath, string IPv4Address, string IPv6Address, IReadOnlyList<string> Names, IReadOnlyList<string> Servers);
