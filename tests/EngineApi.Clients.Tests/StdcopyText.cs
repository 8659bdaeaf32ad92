using System.Buffers.Binary;
using System.Text;

namespace EngineApi.Clients.Tests;

/// <summary>Output of both streams, taken out of its frames.</summary>
internal static class StdcopyText
{
    public static (string Stdout, string Stderr) Split(byte[] framed)
    {
        var texts = new[] { new StringBuilder(), new StringBuilder(), new StringBuilder() };
        for (var at = 0; at < framed.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(framed.AsSpan(at + 4));
            texts[framed[at]].Append(Encoding.UTF8.GetString(framed, at + 8, length));
            at += 8 + length;
        }

        return (texts[1].ToString(), texts[2].ToString());
    }
}
