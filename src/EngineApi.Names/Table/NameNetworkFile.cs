using System.Text;

namespace EngineApi.Names.Table;

/// <summary>
/// A network as a file, which the gateway writes and the name server reads: a line for the network and one for each container, fields
/// apart by a tab, what there can be several of by a comma. <c>ID NAME internal|open</c>, then <c>ID NETNS IPV4 IPV6 NAMES SERVERS</c>.
/// </summary>
public static class NameNetworkFile
{
    private const string Internal = "internal";
    private const string Open = "open";

    public static string Write(NameNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var text = new StringBuilder().AppendJoin('\t', network.Id, network.Name, network.IsInternal ? Internal : Open).Append('\n');
        foreach (var one in network.Containers)
        {
            text.AppendJoin('\t', one.Id, one.NetnsPath, one.IPv4Address, one.IPv6Address, string.Join(',', one.Names), string.Join(',', one.Servers))
                .Append('\n');
        }

        return text.ToString();
    }

    /// <exception cref="FormatException">It was not written by <see cref="Write"/>; with the line's number.</exception>
    public static NameNetwork Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n');
        if (lines[0].Split('\t') is not [var id, var name, Internal or Open] head)
            throw new FormatException("line 1: no network");
        var containers = new List<NamedContainer>(lines.Length);
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0)
                continue;
            if (lines[i].Split('\t') is not [var container, var netns, var ipv4, var ipv6, var names, var servers])
                throw new FormatException($"line {i + 1}: no container");
            containers.Add(new(container, netns, ipv4, ipv6, Several(names), Several(servers)));
        }

        return new(id, name, head[2] == Internal, containers);
    }

    private static string[] Several(string field) => field.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
