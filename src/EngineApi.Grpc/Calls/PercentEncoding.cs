using System.Buffers;
using System.Globalization;
using System.Text;

namespace Grpc.Net.Client.Calls;

/// <summary>The encoding of <c>grpc-message</c>: UTF-8 bytes, of which all but printable ASCII, and '%', are written as %XX.</summary>
internal static class PercentEncoding
{
    /// <summary>Decodes; a '%' that no two hex digits follow stands for itself, as the specification asks.</summary>
    public static string Decode(string encoded)
    {
        if (!encoded.Contains('%'))
            return encoded;
        // Header values reach us as Latin-1: one char is one byte.
        var bytes = ArrayPool<byte>.Shared.Rent(encoded.Length);
        var count = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%' && i + 2 < encoded.Length
                && byte.TryParse(encoded.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes[count++] = value;
                i += 2;
            }
            else
            {
                bytes[count++] = (byte)encoded[i];
            }
        }
        var decoded = Encoding.UTF8.GetString(bytes, 0, count);
        ArrayPool<byte>.Shared.Return(bytes);
        return decoded;
    }
}
