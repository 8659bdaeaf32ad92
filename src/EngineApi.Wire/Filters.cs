using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EngineApi.Wire;

/// <summary>
/// The <c>filters</c> parameter of lists, events and prunes: for each key the values asked for. Immutable. Both encodings are read:
/// <c>{"label":["a=b"]}</c> and <c>{"label":{"a=b":true}}</c>.
/// </summary>
public sealed class Filters
{
    public static readonly Filters None = new(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty);

    private readonly ImmutableSortedDictionary<string, ImmutableArray<string>> _values;
    private readonly Dictionary<string, Regex?> _patterns = [];

    private Filters(ImmutableSortedDictionary<string, ImmutableArray<string>> values) => _values = values;

    public bool IsEmpty => _values.IsEmpty;

    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>The values asked for under a key, in the order they were sent; empty when the key was not sent.</summary>
    public ImmutableArray<string> this[string key] => _values.TryGetValue(key, out var values) ? values : [];

    /// <summary>Reads the parameter; null and the empty text are no filters.</summary>
    /// <exception cref="FormatException"><c>invalid filter</c>.</exception>
    public static Filters Parse(string? json)
    {
        if (string.IsNullOrEmpty(json)) return None;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 3 });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Null) return None;
            var values = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
            JsonValueKind shape = JsonValueKind.Undefined;
            foreach (var key in root.EnumerateObject())
            {
                if (key.Value.ValueKind == JsonValueKind.Null) continue;
                // One encoding or the other, never both.
                if (shape != JsonValueKind.Undefined && shape != key.Value.ValueKind) throw Invalid();
                shape = key.Value.ValueKind;
                values[key.Name] = ValuesOf(key.Value);
            }
            return values.Count == 0 ? None : new Filters(values.ToImmutable());
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw Invalid(broken);
        }
    }

    /// <summary>For filters made in code.</summary>
    public static Filters Of(params (string Key, string Value)[] pairs) => new(pairs
        .GroupBy(pair => pair.Key, pair => pair.Value)
        .ToImmutableSortedDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal));

    /// <summary>The same with one more value under a key.</summary>
    public Filters With(string key, string value) => new(_values.SetItem(key, this[key].Add(value)));

    /// <exception cref="FormatException"><c>invalid filter 'nope'</c> for the first key that is not among those allowed.</exception>
    public void Validate(params ReadOnlySpan<string> allowed)
    {
        foreach (var key in _values.Keys)
        {
            if (!allowed.Contains(key)) throw new FormatException($"invalid filter '{key}'");
        }
    }

    public bool Has(string key) => !this[key].IsEmpty;

    /// <summary>True when the key was not sent, or one of its values is the candidate.</summary>
    public bool Exact(string key, string candidate)
    {
        var values = this[key];
        return values.IsEmpty || values.Contains(candidate);
    }

    /// <summary>As <see cref="Exact"/>, and a value may be the beginning of the candidate: for ids.</summary>
    public bool Prefix(string key, string candidate)
    {
        var values = this[key];
        if (values.IsEmpty) return true;
        foreach (var value in values)
        {
            if (candidate.StartsWith(value, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    /// <summary>
    /// As <see cref="Exact"/>, and a value may be a regular expression that is found anywhere in the candidate: for names.
    /// Matching takes time in proportion to the text, whatever the expression; one that is not valid matches nothing.
    /// </summary>
    public bool Pattern(string key, string candidate)
    {
        var values = this[key];
        if (values.IsEmpty) return true;
        foreach (var value in values)
        {
            if (value == candidate || PatternOf(value)?.IsMatch(candidate) == true) return true;
        }
        return false;
    }

    /// <summary>True when every value holds: <c>name</c> is there, or <c>name=value</c> is there with that value.</summary>
    public bool Labels(string key, IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var value in this[key])
        {
            int equals = value.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? value : value[..equals];
            if (labels is null || !labels.TryGetValue(name, out var found)) return false;
            if (equals >= 0 && !value.AsSpan(equals + 1).SequenceEqual(found)) return false;
        }
        return true;
    }

    /// <summary>Reads a key that holds one boolean: <c>1</c>, <c>true</c>, <c>0</c> or <c>false</c>.</summary>
    /// <exception cref="FormatException"><c>invalid filter 'dangling=[maybe]'</c>.</exception>
    public bool Bool(string key, bool whenAbsent)
    {
        var values = this[key];
        if (values.IsEmpty) return whenAbsent;
        return values is [var only] && ParseBool(only) is bool value ? value : throw new FormatException($"invalid filter '{key}=[{string.Join(' ', values)}]'");
    }

    private static bool? ParseBool(string text) => text switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        _ => null,
    };

    private static ImmutableArray<string> ValuesOf(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
            return [.. element.EnumerateArray().Select(item => item.GetString() ?? "").Distinct()];
        // What counts is that the value is named; dockerd does not look at the boolean either.
        return [.. element.EnumerateObject().Select(member => member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null
            ? member.Name
            : throw Invalid()).Distinct()];
    }

    private static FormatException Invalid(Exception? cause = null) => new("invalid filter", cause);

    private Regex? PatternOf(string value)
    {
        lock (_patterns)
        {
            if (_patterns.TryGetValue(value, out var known)) return known;
            Regex? pattern = null;
            try
            {
                pattern = new Regex(value, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            }
            catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
            {
                // Docker's filters fall back to comparing the text, which the caller has done.
            }
            return _patterns[value] = pattern;
        }
    }
}
