using System.Text.RegularExpressions;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Addresses of network interfaces, in the spellings that Go reads: <c>02:42:ac:11:00:02</c>, with dashes, or <c>0242.ac11.0002</c>.</summary>
internal static partial class MacRules
{
    public static void Check(string? address)
    {
        if (!string.IsNullOrEmpty(address) && !Address().IsMatch(address))
            throw Broken($"address {address}: invalid MAC address");
    }

    [GeneratedRegex(@"\A(?:[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})|[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
