using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace EngineApi.Engine.Images;

/// <summary>Content digests as OCI writes them: <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
public static class Digests
{
    public const string Prefix = "sha256:";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static bool IsValid(string digest) =>
        digest.Length == 71 && digest.StartsWith(Prefix, StringComparison.Ordinal) && IsHex(digest.AsSpan(7));

    public static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(HexDigits);

    public static string Of(ReadOnlySpan<byte> content) => Format(SHA256.HashData(content));

    public static string Format(ReadOnlySpan<byte> hash) => Prefix + Convert.ToHexStringLower(hash);

    /// <summary>
    /// The chain id of each layer, bottom first (OCI image-spec, "Layer ChainID"): it names the snapshot that holds this
    /// layer upon all layers below.
    /// </summary>
    public static IReadOnlyList<string> ChainIds(IReadOnlyList<string> diffIds)
    {
        var chain = new string[diffIds.Count];
        for (var i = 0; i < chain.Length; i++)
            chain[i] = i == 0 ? diffIds[0] : Of(Encoding.ASCII.GetBytes($"{chain[i - 1]} {diffIds[i]}"));
        return chain;
    }
}
