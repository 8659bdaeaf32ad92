using System.Globalization;

namespace EngineApi.Linux.Network;

/// <summary>The six bytes of an Ethernet address.</summary>
public static class MacAddress
{
    /// <summary>Reads two digits a byte, between colons or dashes, or four between dots.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static byte[] Parse(string text)
    {
        var digits = string.Concat(text.Where(character => character is not (':' or '-' or '.')));
        return digits.Length == 12 && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : throw new FormatException($"address {text}: invalid MAC address");
    }

    /// <summary>Lower case with colons.</summary>
    public static string Format(ReadOnlySpan<byte> bytes)
    {
        var text = new List<string>(bytes.Length);
        foreach (var part in bytes)
            text.Add(part.ToString("x2", CultureInfo.InvariantCulture));
        return string.Join(':', text);
    }
}
