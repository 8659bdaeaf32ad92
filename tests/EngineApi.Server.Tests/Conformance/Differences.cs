using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EngineApi.Server.Tests.Conformance;

/// <summary>One thing about an answer that is not as recorded.</summary>
/// <param name="At">A member (<c>State.Pid</c>, <c>[0].Ports.#count</c>), <c>#status</c>, <c>#headers</c>, a header's name, or <c>#text</c>.</param>
/// <param name="IsOfShape">A member that only one of the two has, or has with another type.</param>
internal sealed record Difference(string Golden, string At, string Recorded, string Ours, bool IsOfShape = false)
{
    public override string ToString() => $"{Golden} {At}: recorded {Recorded}, ours {Ours}";
}

/// <summary>
/// Compares an answer with the recorded one: status line, set and values of headers, and of the body the same members in the same order
/// with the same types and values. What no two runs have in common (ids, times, paths) is masked on both sides.
/// </summary>
internal sealed partial class Differences(string golden, string dataRoot, string execRoot)
{
    private readonly List<Difference> _found = [];

    public static IReadOnlyList<Difference> Between(Recording recording, Answer ours, string dataRoot, string execRoot)
    {
        var differences = new Differences(recording.Name, dataRoot, execRoot);
        differences.CompareHeads(recording.Answer, ours);
        differences.CompareBodies(recording, ours);
        return differences._found;
    }

    private void CompareHeads(Answer recorded, Answer ours)
    {
        Expect("#status", recorded.StatusLine, ours.StatusLine);
        Expect("#headers", Names(recorded), Names(ours));
        foreach (var (name, value) in recorded.Headers)
        {
            if (name is not ("Date" or "Content-Length" or "Transfer-Encoding") && ours.Headers.TryGetValue(name, out var mine))
                Expect(name, value, mine);
        }
    }

    /// <summary>How a length is told depends on the size of dockerd's buffer; clients do not care.</summary>
    private static string Names(Answer answer) => string.Join(' ', answer.Headers.Keys
        .Select(static name => name is "Content-Length" or "Transfer-Encoding" ? "(length)" : name).Order(StringComparer.Ordinal));

    private void CompareBodies(Recording recording, Answer ours)
    {
        var recorded = recording.Answer;
        var type = recorded.Headers.GetValueOrDefault("Content-Type", "");
        if (type is "application/json" && recorded.Body.Length > 0 && ours.Body.Length > 0)
            CompareLines(Lines(recorded.Text), Lines(ours.Text));
        else if (type.StartsWith("application/vnd.docker", StringComparison.Ordinal))
            Expect("#text", Mask(Frames(recorded.Body)), Mask(Frames(ours.Body)));
        else
            Expect("#text", recorded.Text, ours.Text);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private void CompareLines(string[] recorded, string[] ours)
    {
        if (IsFeed)
            (recorded, ours) = (OfTheContainer(recorded), OfTheContainer(ours));
        Expect("#lines", recorded.Length.ToString(CultureInfo.InvariantCulture), ours.Length.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < Math.Min(recorded.Length, ours.Length); i++)
        {
            Expect("#ending", recorded[i].EndsWith('\r') ? "CRLF" : "LF", ours[i].EndsWith('\r') ? "CRLF" : "LF");
            using var left = JsonDocument.Parse(recorded[i]);
            using var right = JsonDocument.Parse(ours[i]);
            Compare(recorded.Length > 1 ? $"line{i}" : "", left.RootElement, right.RootElement);
        }
    }

    private bool IsFeed => golden.StartsWith("events", StringComparison.Ordinal);

    /// <summary>Of the feed only what is about the container that the recorded requests are about.</summary>
    private static string[] OfTheContainer(string[] lines) => [.. lines.Where(static line =>
        line.Contains("\"Type\":\"container\"", StringComparison.Ordinal) && line.Contains("\"name\":\"gold", StringComparison.Ordinal)
        && !Regex.IsMatch(line, "\"Action\":\"(update|archive-path|commit|stats)"))];

    private void Compare(string at, JsonElement recorded, JsonElement ours)
    {
        if (recorded.ValueKind != ours.ValueKind && !(IsBool(recorded) && IsBool(ours)))
        {
            Found(at, recorded.GetRawText(), ours.GetRawText(), isOfShape: true);
            return;
        }
        switch (recorded.ValueKind)
        {
            case JsonValueKind.Object:
                CompareObjects(at, recorded, ours);
                break;
            case JsonValueKind.Array:
                CompareArrays(at, OnlyGold(recorded), OnlyGold(ours));
                break;
            case JsonValueKind.String:
                Expect(at, Mask(recorded.GetString()!), Mask(ours.GetString()!));
                break;
            default:
                Expect(at, recorded.GetRawText(), ours.GetRawText());
                break;
        }
    }

    private static bool IsBool(JsonElement element) => element.ValueKind is JsonValueKind.True or JsonValueKind.False;

    private void CompareObjects(string at, JsonElement recorded, JsonElement ours)
    {
        var theirs = recorded.EnumerateObject().ToArray();
        var mine = ours.EnumerateObject().ToArray();
        foreach (var member in theirs.ExceptBy(mine.Select(static m => m.Name), static m => m.Name))
            Found(Below(at, member.Name), member.Value.GetRawText(), "(missing)", isOfShape: true);
        foreach (var member in mine.ExceptBy(theirs.Select(static m => m.Name), static m => m.Name))
            Found(Below(at, member.Name), "(missing)", member.Value.GetRawText(), isOfShape: true);
        var shared = theirs.Select(static m => m.Name).Intersect(mine.Select(static m => m.Name)).ToArray();
        Expect(Below(at, "#order"), string.Join(' ', shared), string.Join(' ', mine.Select(static m => m.Name).Where(shared.Contains)));
        foreach (var name in shared)
            Compare(Below(at, name), recorded.GetProperty(name), ours.GetProperty(name));
    }

    private void CompareArrays(string at, JsonElement[] recorded, JsonElement[] ours)
    {
        Expect(Below(at, "#count"), recorded.Length.ToString(CultureInfo.InvariantCulture), ours.Length.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < Math.Min(recorded.Length, ours.Length); i++)
            Compare($"{at}[{i}]", recorded[i], ours[i]);
    }

    /// <summary>Which other images there are is not the engine's doing: of lists of images the one that all requests are about counts.</summary>
    private JsonElement[] OnlyGold(JsonElement list) => golden.StartsWith("images-", StringComparison.Ordinal)
        && list.GetArrayLength() > 0 && list[0].ValueKind == JsonValueKind.Object
        ? [.. list.EnumerateArray().Where(static image => image.GetProperty("RepoTags").EnumerateArray().Any(static tag => tag.GetString() == "goldimg:1"))]
        : [.. list.EnumerateArray()];

    private static string Below(string at, string name) => at.Length == 0 ? name : at + "." + name;

    private void Expect(string at, string recorded, string ours)
    {
        if (recorded != ours)
            Found(at, recorded, ours);
    }

    private void Found(string at, string recorded, string ours, bool isOfShape = false) => _found.Add(new(golden, at, recorded, ours, isOfShape));

    /// <summary>stdcopy frames as text, standard output first: which of two pipes is read first is chance.</summary>
    private static string Frames(byte[] body)
    {
        var streams = new SortedDictionary<byte, StringBuilder>();
        var rest = body.AsSpan();
        while (rest.Length >= 8 && rest[0] <= 2 && rest[1..4].IndexOfAnyExcept((byte)0) < 0)
        {
            var length = (rest[4] << 24) | (rest[5] << 16) | (rest[6] << 8) | rest[7];
            if (!streams.TryGetValue(rest[0], out var text))
                streams.Add(rest[0], text = new StringBuilder());
            text.Append(CultureInfo.InvariantCulture, $"[{length}]").Append(Encoding.UTF8.GetString(rest.Slice(8, length)));
            rest = rest[(8 + length)..];
        }
        return string.Concat(streams.Select(static stream => $"{stream.Key}:{stream.Value}")) + Encoding.UTF8.GetString(rest);
    }

    private string Mask(string text)
    {
        text = text.Replace(dataRoot, "/var/lib/docker", StringComparison.Ordinal).Replace(execRoot, "/var/run/docker", StringComparison.Ordinal);
        text = text.Replace("error during container init: ", "", StringComparison.Ordinal); // runc says so from 1.2 on
        text = LongId().Replace(text, "<id>");
        text = ShortId().Replace(text, "<short>");
        return Moment().Replace(text, static time => time.Value.StartsWith("0001", StringComparison.Ordinal) ? time.Value : "<time>");
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex LongId();

    [GeneratedRegex(@"\b[0-9a-f]{12}\b")]
    private static partial Regex ShortId();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+Z")]
    private static partial Regex Moment();
}
