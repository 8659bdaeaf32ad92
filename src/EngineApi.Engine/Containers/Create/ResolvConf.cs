using System.Net;

namespace EngineApi.Engine.Containers.Create;

/// <summary>resolv.conf(5): what a container's is made of, from the host's and from what was asked for.</summary>
public sealed record ResolvConf
{
    /// <summary>Google's, as Docker has it, where the host names nobody whom a container could reach.</summary>
    private static readonly string[] Fallback = ["8.8.8.8", "8.8.4.4"];

    public IReadOnlyList<string> NameServers { get; init; } = [];
    public IReadOnlyList<string> Search { get; init; } = [];
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Comments and what is not known are left out. Of several search lines the last counts.</summary>
    public static ResolvConf Parse(string text)
    {
        var servers = new List<string>();
        var options = new List<string>();
        string[] search = [];
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(['#', ';'], 2)[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", var server, ..]:
                    servers.Add(server);
                    break;
                case ["search" or "domain", .. var domains]:
                    search = domains;
                    break;
                case ["options", .. var given]:
                    options.AddRange(given);
                    break;
            }
        }
        return new ResolvConf { NameServers = servers, Search = search, Options = options };
    }

    /// <summary>
    /// A container's file. A resolver on the host's loopback is out of reach in a network namespace of the container's own, so it is left
    /// out there.
    /// </summary>
    /// <param name="hostNetwork">The container uses the host's network namespace.</param>
    public ResolvConf ForContainer(IReadOnlyList<string>? dns, IReadOnlyList<string>? search, IReadOnlyList<string>? options, bool hostNetwork)
    {
        var servers = dns is { Count: > 0 } ? dns : hostNetwork ? NameServers : [.. NameServers.Where(Reachable)];
        return new ResolvConf
        {
            NameServers = servers.Count > 0 || hostNetwork ? servers : Fallback,
            // A lone dot asks for no search domain at all.
            Search = search is ["."] ? [] : search is { Count: > 0 } ? search : Search,
            Options = options is { Count: > 0 } ? options : Options,
        };
    }

    /// <summary>
    /// The file of a container whose networks have a DNS server: that one is asked, and itself asks those that this container or the
    /// host names. A name without a dot is first asked for as it is: it may be a container's.
    /// </summary>
    public static ResolvConf ForNamedContainer(ResolvConf plain, string server) => plain with
    {
        NameServers = [server],
        Options = plain.Options.Any(option => option.StartsWith("ndots:", StringComparison.Ordinal)) ? plain.Options : [.. plain.Options, "ndots:0"],
    };

    public override string ToString() => string.Concat(
        NameServers.Select(server => $"nameserver {server}\n")
            .Concat(Search.Count == 0 ? [] : [$"search {string.Join(' ', Search)}\n"])
            .Concat(Options.Count == 0 ? [] : [$"options {string.Join(' ', Options)}\n"]));

    private static bool Reachable(string server) => !IPAddress.TryParse(server.Split('%')[0], out var address) || !IPAddress.IsLoopback(address);
}
