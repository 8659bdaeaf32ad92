using System.Buffers;

namespace EngineApi.Wire.Containers;

/// <summary>What a container may be called: at least two characters, a letter or digit first.</summary>
public static class ContainerName
{
    /// <summary>The rule as error messages show it.</summary>
    public const string Rule = "[a-zA-Z0-9][a-zA-Z0-9_.-]";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    /// <summary>Checks a name, which may have one leading slash, and returns it without.</summary>
    /// <exception cref="FormatException"><c>Invalid container name (a/b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed</c>.</exception>
    public static string Parse(string text)
    {
        string name = text.StartsWith('/') ? text[1..] : text;
        return IsValid(name) ? name : throw new FormatException($"Invalid container name ({text}), only {Rule} are allowed");
    }

    /// <summary>The rule itself, which volumes share.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) =>
        name.Length >= 2 && char.IsAsciiLetterOrDigit(name[0]) && !name.ContainsAnyExcept(Allowed);
}
