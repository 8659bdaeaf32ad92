using System.Text;
using System.Text.RegularExpressions;

namespace EngineApi.Engine.Images;

/// <summary>Shell patterns on names as Go's <c>path.Match</c> has them: <c>*</c> and <c>?</c> stop at a slash, <c>[a-z]</c>, <c>\</c>.</summary>
internal sealed class GlobPattern
{
    private readonly Regex _regex;

    /// <exception cref="EngineException">InvalidParameter: a class is not closed.</exception>
    public GlobPattern(string pattern)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '[':
                    var end = pattern.IndexOf(']', i + 1);
                    if (end <= i + 1)
                        throw EngineException.InvalidParameter("syntax error in pattern");
                    var inside = pattern[(i + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
                    regex.Append('[').Append(inside).Append(']');
                    i = end;
                    break;
                case '\\' when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }
        _regex = Compile(regex.Append('$').ToString());
    }

    public bool IsMatch(string name) => _regex.IsMatch(name);

    private static Regex Compile(string pattern)
    {
        try
        {
            // Linear in the name's length, whatever the pattern.
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException e)
        {
            throw EngineException.InvalidParameter("syntax error in pattern", e);
        }
    }
}
