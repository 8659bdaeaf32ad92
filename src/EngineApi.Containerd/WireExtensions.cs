using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace EngineApi.Containerd;

/// <summary>The small conversions that every slice needs.</summary>
internal static class WireExtensions
{
    public static void AddAll<TValue>(this MapField<string, TValue> map, IEnumerable<KeyValuePair<string, TValue>>? values)
    {
        foreach (var (key, value) in values ?? [])
        {
            map[key] = value;
        }
    }

    /// <summary>The moment, or the year 1 when containerd left it out.</summary>
    public static DateTimeOffset ToMoment(this Timestamp? timestamp)
        => timestamp is null ? DateTimeOffset.MinValue : timestamp.ToDateTimeOffset();

    /// <summary>The moment, or null when it is left out or Go's zero time.</summary>
    public static DateTimeOffset? ToMomentOrNull(this Timestamp? timestamp)
        => timestamp.ToMoment() is var moment && moment == DateTimeOffset.MinValue ? null : moment;

    /// <summary>A mask of the given labels, so that labels nobody named stay as they are.</summary>
    public static FieldMask LabelMask(this IEnumerable<string> labels)
    {
        var mask = new FieldMask();
        mask.Paths.AddRange(labels.Select(label => "labels." + label));
        return mask;
    }
}
