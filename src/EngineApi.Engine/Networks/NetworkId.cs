using System.Security.Cryptography;

namespace EngineApi.Engine.Networks;

/// <summary>Names of networks and endpoints that nobody else has.</summary>
internal static class NetworkId
{
    /// <returns>64 hexadecimal digits.</returns>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
