using System.Globalization;
using EngineApi.Server.Options;

namespace EngineApi.Server.Listeners;

/// <summary>One value of <c>-H</c>.</summary>
/// <param name="Scheme"><c>unix</c>, <c>tcp</c>, <c>fd</c> or <c>npipe</c>.</param>
/// <param name="Target">Path, host name, name of a descriptor (empty: all), or name of the pipe.</param>
/// <param name="Port">Of <c>tcp</c>; 0 lets the kernel choose, -1 means the default of the transport.</param>
public sealed record HostAddress(string Scheme, string Target, int Port = -1)
{
    private const string DefaultSocket = "/var/run/docker.sock";

    public static HostAddress Default { get; } = new("unix", DefaultSocket);

    /// <exception cref="OptionException">Not an address, or one this system has no transport for.</exception>
    public static HostAddress Parse(string text)
    {
        var separator = text.IndexOf("://", StringComparison.Ordinal);
        if (separator < 0) throw new OptionException($"invalid bind address ({text}): unix://, tcp:// or fd:// is expected");
        var target = text[(separator + 3)..];
        return text[..separator] switch
        {
            "unix" => new("unix", target.Length == 0 ? DefaultSocket : Path.GetFullPath(target)),
            "fd" => new("fd", target is "*" ? "" : target),
            "tcp" => ParseTcp(text, target),
            "npipe" => OperatingSystem.IsWindows()
                ? new("npipe", target)
                : throw new OptionException($"invalid bind address ({text}): named pipes exist on Windows only; use unix:// here"),
            var scheme => throw new OptionException($"invalid bind address ({text}): unknown scheme {scheme}://"),
        };
    }

    private static HostAddress ParseTcp(string text, string target)
    {
        target = target.TrimEnd('/');
        if (target.Contains('/', StringComparison.Ordinal)) throw new OptionException($"invalid bind address ({text}): a path is not supported");
        var bracket = target.LastIndexOf(']');
        var colon = target.LastIndexOf(':');
        var (host, port) = colon > bracket ? (target[..colon], target[(colon + 1)..]) : (target, "");
        host = host.Trim('[', ']');
        if (port.Length == 0) return new("tcp", host.Length == 0 ? "localhost" : host);
        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new("tcp", host.Length == 0 ? "localhost" : host, number)
            : throw new OptionException($"invalid bind address ({text}): {port} is not a port");
    }

    public override string ToString() => Scheme switch
    {
        "tcp" when Port >= 0 => $"tcp://{(Target.Contains(':', StringComparison.Ordinal) ? $"[{Target}]" : Target)}:{Port}",
        _ => $"{Scheme}://{Target}",
    };
}
