using System.Buffers;
using System.Text.RegularExpressions;

namespace EngineApi.Wire.Images;

public sealed partial record ImageReference
{
    private const string Host = @"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private const string DomainText = @"(?:" + Host + @"(?:\." + Host + @")*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?";
    private const string Component = @"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*";
    private const string TagText = @"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}";
    private const string DigestText = @"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    // No two parts can match the same text in two ways, so a hostile name costs no more than its length.
    [GeneratedRegex(@"\A(?<domain>" + DomainText + @")/(?<path>" + Component + @"(?:/" + Component + @")*)(?::(?<tag>" + TagText + @"))?(?:@(?<digest>" + DigestText + @"))?\z")]
    private static partial Regex Grammar();

    [GeneratedRegex(@"\A" + TagText + @"\z")]
    private static partial Regex TagGrammar();

    [GeneratedRegex(@"\A" + DigestText + @"\z")]
    private static partial Regex DigestGrammar();

    [GeneratedRegex(@"\A[a-f0-9]{64}\z")]
    private static partial Regex HexId();
}
