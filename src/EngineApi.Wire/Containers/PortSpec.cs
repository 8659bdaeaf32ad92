using System.Globalization;

namespace EngineApi.Wire.Containers;

/// <summary>A port or a range of ports with its protocol: the keys of ExposedPorts and PortBindings.</summary>
/// <param name="First">1 to 65535, or 0 in a host port that was left open.</param>
/// <param name="Last">The same as <paramref name="First"/> for a single port.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
public readonly record struct PortSpec(ushort First, ushort Last, string Protocol)
{
    public int Count => Last - First + 1;

    /// <summary>Reads <c>80</c>, <c>80/tcp</c>, <c>8000-8010/udp</c>.</summary>
    /// <exception cref="FormatException"><c>invalid port specification: "x"</c> or <c>invalid proto: x</c>.</exception>
    public static PortSpec Parse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string ports = slash < 0 ? text : text[..slash];
        string protocol = slash < 0 || slash == text.Length - 1 ? "tcp" : text[(slash + 1)..].ToLowerInvariant();
        if (protocol is not ("tcp" or "udp" or "sctp")) throw new FormatException($"invalid proto: {protocol}");
        return TryRange(ports, out ushort first, out ushort last) ? new PortSpec(first, last, protocol) : throw Invalid(ports);
    }

    /// <summary>Reads the host's side of a binding: a port, a range to choose from, or nothing (0) for any free port.</summary>
    /// <exception cref="FormatException"><c>invalid port specification: "x"</c>.</exception>
    public static (ushort First, ushort Last) ParseHostPort(string text)
    {
        if (text.Length == 0) return (0, 0);
        return TryRange(text, out ushort first, out ushort last) ? (first, last) : throw Invalid(text);
    }

    /// <summary><c>80/tcp</c>, <c>8000-8010/udp</c>.</summary>
    public override string ToString() => First == Last
        ? string.Create(CultureInfo.InvariantCulture, $"{First}/{Protocol}")
        : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}/{Protocol}");

    private static bool TryRange(ReadOnlySpan<char> text, out ushort first, out ushort last)
    {
        int dash = text.IndexOf('-');
        last = 0;
        if (!TryPort(dash < 0 ? text : text[..dash], out first)) return false;
        if (dash >= 0) return TryPort(text[(dash + 1)..], out last) && last >= first;
        last = first;
        return true;
    }

    private static bool TryPort(ReadOnlySpan<char> text, out ushort port) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);

    private static FormatException Invalid(string ports) => new($"invalid port specification: {GoQuote.Quote(ports)}");
}
