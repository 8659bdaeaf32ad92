using System.Text.Json.Serialization;

namespace EngineApi.Wire.Images;

/// <summary>How far a step has come; empty when there is nothing to count.</summary>
public sealed class ProgressDetail
{
    [JsonPropertyName("current")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Current { get; set; }

    [JsonPropertyName("total")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Total { get; set; }

    [JsonPropertyName("start")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Start { get; set; }

    [JsonPropertyName("hidecounts")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HideCounts { get; set; }

    [JsonPropertyName("units")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Units { get; set => field = value is "" ? null : value; }

    /// <summary>
    /// The bar for people, 50 cells wide with sizes behind it: <c>[====&gt;    ]  19.97kB/1.985MB</c>. Empty when there is nothing to
    /// show; without a bar while the total is unknown; without the total once it has been passed.
    /// </summary>
    public string ToBar()
    {
        if (Current <= 0 && Total <= 0) return "";
        string current = ByteSize.Format(Current).PadLeft(8);
        if (Total <= 0) return current;
        int done = Math.Min((int)((double)Current / Total * 100) / 2, 50);
        string bar = $"[{new string('=', done)}>{new string(' ', 50 - done)}] ";
        return Current > Total ? bar + current : $"{bar}{current}/{ByteSize.Format(Total)}";
    }
}
