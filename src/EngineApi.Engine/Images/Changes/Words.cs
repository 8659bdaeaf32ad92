using System.Text;
using System.Text.Json;

namespace EngineApi.Engine.Images.Changes;

/// <summary>Splits the arguments of a Dockerfile instruction: blanks separate, quotes and backslashes protect.</summary>
internal static class Words
{
    /// <summary>The JSON form, or null when the text is not a JSON list of strings and so means the shell form.</summary>
    public static List<string>? List(string text)
    {
        if (!text.StartsWith('['))
            return null;
        try
        {
            using var json = JsonDocument.Parse(text);
            var words = new List<string>();
            foreach (var item in json.RootElement.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.String)
                    return null;
                words.Add(item.GetString()!);
            }
            return words;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static List<string> Split(string text) => [.. Raw(text).Select(Unquote)];

    public static string Single(string text, string keyword) =>
        Split(text) is [var word] ? word : throw new FormatException($"{keyword} requires exactly one argument");

    /// <summary><c>a=1 b="x y"</c>, or the older <c>a the rest</c>.</summary>
    public static List<KeyValuePair<string, string>> Pairs(string text, string keyword)
    {
        var words = Raw(text);
        if (!words[0].Contains('='))
        {
            var parts = text.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return parts.Length == 2
                ? [new(Unquote(parts[0]), Unquote(parts[1]))]
                : throw new FormatException($"{keyword} must have two arguments");
        }
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                throw new FormatException($"Syntax error - can't find = in \"{word}\". Must be of the form: name=value");
            if (equals == 0)
                throw new FormatException($"{keyword} names can not be blank");
            pairs.Add(new(Unquote(word[..equals]), Unquote(word[(equals + 1)..])));
        }
        return pairs;
    }

    public static string Unquote(string word)
    {
        var plain = new StringBuilder(word.Length);
        var quote = '\0';
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            if (quote == '\0' && c is ('"' or '\''))
                quote = c;
            else if (c == quote)
                quote = '\0';
            else if (c == '\\' && i + 1 < word.Length && (quote == '\0' || (quote == '"' && word[i + 1] is '"' or '\\' or '$')))
                plain.Append(word[++i]);
            else
                plain.Append(c);
        }
        return quote == '\0' ? plain.ToString() : throw new FormatException("unexpected end of statement while looking for matching quote");
    }

    /// <summary>Words with their quotes still on.</summary>
    private static List<string> Raw(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (word.Length > 0)
                    words.Add(word.ToString());
                word.Clear();
                continue;
            }
            word.Append(c);
            if (c == '\\' && quote != '\'' && i + 1 < text.Length)
                word.Append(text[++i]);
            else if (c == quote)
                quote = '\0';
            else if (quote == '\0' && c is ('"' or '\''))
                quote = c;
        }
        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }
}
