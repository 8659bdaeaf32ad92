using System.Text;
using EngineApi.Names.Messages;

namespace EngineApi.Names.Tests;

/// <summary>Queries as a client writes them, byte for byte, by none of the code that reads them.</summary>
internal static class Question
{
    public const ushort Id = 0xBEEF;

    /// <param name="udpSize">With an OPT record that says so; null for none.</param>
    public static byte[] For(string name, int type, int? udpSize = null, int recordClass = 1, byte version = 0, bool isSecure = false)
    {
        List<byte> message = [Id >> 8, Id & 0xFF, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(udpSize is null ? 0 : 1), .. Name(name)];
        message.AddRange([(byte)(type >> 8), (byte)type, (byte)(recordClass >> 8), (byte)recordClass]);
        if (udpSize is { } size)
            message.AddRange([0, 0, 41, (byte)(size >> 8), (byte)size, 0, version, (byte)(isSecure ? 0x80 : 0), 0, 0, 0]);
        return [.. message];
    }

    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.Latin1.GetBytes(label)]), 0];

    /// <summary>What a server answers: the query, and A records for its name.</summary>
    public static byte[] Answer(byte[] query, params string[] addresses)
    {
        List<byte> message = [.. query];
        message[2] |= 0x80;
        message[3] |= 0x80;
        message[7] = (byte)addresses.Length;
        foreach (var address in addresses)
            message.AddRange([0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, .. address.Split('.').Select(byte.Parse)]);
        return [.. message];
    }

    /// <summary>What a server answers that has nothing to give.</summary>
    public static byte[] Failure(byte[] query, int code)
    {
        var message = Answer(query);
        message[3] = (byte)(0x80 | code);
        return message;
    }

    public static Query Read(byte[] message) =>
        Query.TryRead(message, out var query, out _) ? query : throw new FormatException("no question");
}
