using System.Security.Cryptography;

namespace EngineApi.Wire;

/// <summary>Ids of containers, execs, networks and anonymous volumes: 64 lower-case hex digits.</summary>
public static class HexId
{
    private const int Length = 64;
    private const int ShortLength = 12;

    /// <summary>A random id whose short form is never a number: it becomes a host name, and programs take a number for an address.</summary>
    public static string Create()
    {
        while (true)
        {
            var id = RandomNumberGenerator.GetHexString(Length, lowercase: true);
            if (id.AsSpan(0, ShortLength).ContainsAnyExceptInRange('0', '9')) return id;
        }
    }

    /// <summary>The first 12 digits, without an algorithm's prefix: <c>sha256:abc…</c> is cut after the colon.</summary>
    public static string Short(string id)
    {
        var digits = id.AsSpan(id.IndexOf(':', StringComparison.Ordinal) + 1);
        return digits[..Math.Min(digits.Length, ShortLength)].ToString();
    }
}
