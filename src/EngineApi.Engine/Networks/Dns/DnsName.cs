namespace EngineApi.Engine.Networks.Dns;

/// <summary>Names that containers are asked for by.</summary>
internal static class DnsName
{
    private const int Longest = 253;

    /// <summary>In lower case, each once. What no name can be is left out.</summary>
    public static IReadOnlyList<string> Usable(IEnumerable<string> names) =>
        [.. names.Select(name => name.ToLowerInvariant()).Where(IsUsable).Distinct(StringComparer.Ordinal)];

    private static bool IsUsable(string name) =>
        name.Length is > 0 and <= Longest && name.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.') && name.Trim('.').Length > 0;
}
