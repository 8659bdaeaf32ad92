namespace EngineApi.Names.Table;

/// <summary>A network whose containers find each other by name.</summary>
/// <param name="Id">64 hexadecimal digits.</param>
/// <param name="Name">As a DNS label, for reverse lookups: <c>web.NAME</c>.</param>
/// <param name="IsInternal">Nothing is asked for outside on behalf of a container that is on such networks only.</param>
public sealed record NameNetwork(string Id, string Name, bool IsInternal, IReadOnlyList<NamedContainer> Containers);
