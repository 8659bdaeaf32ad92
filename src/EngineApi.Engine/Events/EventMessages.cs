using EngineApi.Wire.Events;

namespace EngineApi.Engine.Events;

/// <summary>An event as the API sends it, with the legacy members that old clients look at.</summary>
public static class EventMessages
{
    private const long NanosecondsPerTick = 100;

    public static EventMessage Of(EngineEvent published)
    {
        var isContainer = published.Type == "container";
        var isLegacy = isContainer || published.Type == "image";
        return new()
        {
            Status = isLegacy ? published.Action : null,
            Id = isLegacy ? published.Id : null,
            From = isContainer ? published.Attributes.GetValueOrDefault("image") : null,
            Type = published.Type,
            Action = published.Action,
            Actor = new() { ID = published.Id, Attributes = new(published.Attributes) },
            Scope = "local",
            Time = published.Time.ToUnixTimeSeconds(),
            TimeNano = (published.Time.UtcTicks - DateTime.UnixEpoch.Ticks) * NanosecondsPerTick,
        };
    }

    public static DateTimeOffset MomentOf(EventMessage message) => DateTimeOffset.UnixEpoch.AddTicks(message.TimeNano / NanosecondsPerTick);
}
