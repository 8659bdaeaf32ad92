using System.Globalization;

namespace EngineApi.Engine.Containers.Create;

/// <summary>A cpuset's list format (cpuset(7)): numbers and ranges joined by commas, <c>0-3,8</c>.</summary>
internal static class NumberList
{
    // More than any kernel is built for; a range of billions must not be spelled out.
    private const int Most = 8192;

    /// <summary>Null when the text is no list.</summary>
    public static HashSet<int>? TryParse(string text)
    {
        var numbers = new HashSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-', 2);
            if (!TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last) || first > last)
                return null;
            numbers.UnionWith(Enumerable.Range(first, last - first + 1));
        }
        return numbers;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < Most;
}
