using System.Text;

namespace EngineApi.Engine.Networks.Dns;

/// <summary>
/// A network's file in aardvark-dns's configuration directory: the addresses to listen on, then a line for each container with its
/// id, its IPv4 and IPv6 addresses, its names and whom to forward to; fields apart by a space, values by a comma.
/// </summary>
internal static class DnsFile
{
    public static string Text(IEnumerable<string> listen, IEnumerable<DnsEntry> entries)
    {
        var text = new StringBuilder().AppendJoin(',', listen).Append('\n');
        foreach (var entry in entries.OrderBy(entry => entry.ContainerId, StringComparer.Ordinal))
        {
            text.Append(entry.ContainerId).Append(' ').Append(entry.IPv4Address).Append(' ').Append(entry.IPv6Address).Append(' ').AppendJoin(',', entry.Names);
            if (entry.Servers.Count > 0)
                text.Append(' ').AppendJoin(',', entry.Servers);
            text.Append('\n');
        }

        return text.ToString();
    }
}
