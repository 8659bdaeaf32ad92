using System.Globalization;
using System.Net;
using EngineApi.Server.Listeners;

namespace EngineApi.Server.Options;

/// <summary>Reads the values of options. A <see cref="FormatException"/> carries the reason only; the option's name is added outside.</summary>
internal static class OptionValues
{
    public static bool Bool(string text) => text switch
    {
        "1" or "t" or "T" or "TRUE" or "true" or "True" => true,
        "0" or "f" or "F" or "FALSE" or "false" or "False" => false,
        _ => throw new FormatException($"strconv.ParseBool: parsing \"{text}\": invalid syntax"),
    };

    public static int Integer(string text, int least, int most) =>
        !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? throw new FormatException($"strconv.ParseInt: parsing \"{text}\": invalid syntax")
            : value < least || value > most
                ? throw new FormatException($"{value} is not between {least} and {most}")
                : value;

    public static string NotEmpty(string text) => text.Length > 0 ? text : throw new FormatException("it is empty");

    public static string Directory(string text) => Path.GetFullPath(NotEmpty(text));

    public static string IpAddress(string text) =>
        IPAddress.TryParse(text, out _) ? text : throw new FormatException($"{text} is not an ip address");

    /// <summary><c>host:port</c>; without a host all addresses of the machine, as for dockerd.</summary>
    public static HostAddress? TcpAddress(string text)
    {
        if (text.Length == 0) return null;
        var address = text.Contains("://", StringComparison.Ordinal) ? throw new FormatException($"{text} is not of the form host:port") : HostAddress.Parse("tcp://" + text);
        if (address.Port < 0) throw new FormatException($"{text} has no port");
        return text.StartsWith(':') ? address with { Target = "::" } : address;
    }

    public static string Subnet(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IPAddress.TryParse(text[..slash], out _) && int.TryParse(text[(slash + 1)..], out var bits) && bits is >= 0 and <= 128
            ? text
            : throw new FormatException($"invalid CIDR address: {text}");
    }

    public static string Label(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) > 0 ? text : throw new FormatException($"bad attribute format: {text}");

    public static string Mirror(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0
            ? text
            : throw new FormatException($"invalid mirror: \"{text}\" is not an http or https address");

    public static string LogFormat(string text) =>
        text is "text" or "json" ? text : throw new FormatException($"\"{text}\" is not a log format (text, json)");

    public static LogLevel Level(string text) => text switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" or "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" or "panic" => LogLevel.Critical,
        _ => throw new FormatException($"\"{text}\" is not a valid logging level"),
    };

    public static IReadOnlyDictionary<string, string> KeyValues(IEnumerable<string> values)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in values)
        {
            var (key, value) = Split(text);
            map[key] = value;
        }
        return map;
    }

    public static IReadOnlyDictionary<string, string> RuntimePaths(IEnumerable<string> values)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in values)
        {
            var (name, path) = Split(text);
            if (name is "runc") throw new FormatException("runtime name 'runc' is reserved");
            if (!map.TryAdd(name, path)) throw new FormatException($"runtime '{name}' was already defined");
        }
        return map;
    }

    public static IReadOnlyDictionary<string, (long Soft, long Hard)> UlimitsByName(IEnumerable<string> values)
    {
        var map = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        foreach (var text in values)
        {
            var (name, limits) = Split(text);
            var colon = limits.IndexOf(':', StringComparison.Ordinal);
            var soft = Limit(colon < 0 ? limits : limits[..colon]);
            var hard = colon < 0 ? soft : Limit(limits[(colon + 1)..]);
            if (hard != -1 && (soft == -1 || soft > hard))
                throw new FormatException($"ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}");
            map[name] = (soft, hard);
        }
        return map;
    }

    private static long Limit(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= -1
            ? value
            : throw new FormatException($"\"{text}\" is not a limit");

    private static (string Key, string Value) Split(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? (text[..equals], text[(equals + 1)..]) : throw new FormatException($"\"{text}\" is not of the form name=value");
    }
}
