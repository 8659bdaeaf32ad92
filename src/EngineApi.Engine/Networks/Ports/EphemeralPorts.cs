using System.Globalization;
using EngineApi.Linux;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>
/// Ports for those who want any: of the host's range for that (<c>net.ipv4.ip_local_port_range</c>), each time from where the last
/// one was, so that a port that was just given back is not somebody else's at once. Not for several threads.
/// </summary>
internal sealed class EphemeralPorts
{
    private const string RangeFile = "/proc/sys/net/ipv4/ip_local_port_range";

    private int _last;

    /// <summary>Every one of them once.</summary>
    public IEnumerable<int> Next()
    {
        var (first, end) = Parse(KernelFile.TryRead(RangeFile) ?? "");
        var count = end - first + 1;
        var start = _last >= first && _last < end ? _last + 1 : first;
        for (var at = 0; at < count; at++)
            yield return _last = first + ((start - first + at) % count);
    }

    /// <returns>The kernel's default for what cannot be read.</returns>
    internal static (int First, int Last) Parse(string text)
    {
        var numbers = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return numbers.Length == 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first is > 0 and <= ushort.MaxValue && last >= first && last <= ushort.MaxValue
                ? (first, last)
                : (32768, 60999);
    }
}
