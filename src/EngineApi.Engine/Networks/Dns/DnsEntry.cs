namespace EngineApi.Engine.Networks.Dns;

/// <summary>What the others on a network can ask for of one container there.</summary>
/// <param name="Names">As the DNS has them: see <see cref="DnsName"/>.</param>
/// <param name="Servers">Whom to ask for the rest on this container's behalf; empty for those of the host.</param>
internal sealed record DnsEntry(string ContainerId, string IPv4Address, string IPv6Address, IReadOnlyList<string> Names, IReadOnlyList<string> Servers);
