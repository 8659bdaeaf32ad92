using System.Security.Cryptography;

namespace EngineApi.Wire.Containers;

/// <summary>Ids of containers, execs, networks and anonymous volumes: 64 lower-case hex digits.</summary>
public static class ContainerId
{
    public const int Length = 64;
    public const int ShortLength = 12;

    /// <summary>A random id whose short form is never a number: it becomes a host name, and programs take a number for an address.</summary>
    public static string Create()
    {
        while (true)
        {
            string id = RandomNumberGenerator.GetHexString(Length, lowercase: true);
            if (id.AsSpan(0, ShortLength).ContainsAnyExceptInRange('0', '9')) return id;
        }
    }

    /// <summary>The first 12 digits, without an algorithm's prefix: <c>sha256:abc…</c> is cut after the colon.</summary>
    public static string Short(string id)
    {
        int colon = id.IndexOf(':', StringComparison.Ordinal);
        var digits = id.AsSpan(colon + 1);
        return digits[..Math.Min(digits.Length, ShortLength)].ToString();
    }
}
