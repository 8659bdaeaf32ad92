using System.Collections.Frozen;
using System.Globalization;

namespace EngineApi.Wire;

/// <summary>Linux signals by name and number (signal(7), x86 and arm numbering).</summary>
public static class Signals
{
    public const int Kill = 9;
    public const int Term = 15;

    /// <summary>The first and last real-time signals as programs see them; the C library keeps 32 and 33 for itself.</summary>
    public const int RealTimeMin = 34;

    public const int RealTimeMax = 64;

    private static readonly string[] Standard =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    private static readonly FrozenDictionary<string, int> ByName = Names().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads <c>15</c>, <c>TERM</c>, <c>SIGTERM</c>, <c>sigterm</c>, <c>RTMIN+3</c>.</summary>
    /// <exception cref="FormatException"><c>invalid signal: NOPE</c>.</exception>
    public static int Parse(string text) => TryParse(text, out int signal) ? signal : throw new FormatException($"invalid signal: {text}");

    public static bool TryParse(string? text, out int signal)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out signal)) return signal is >= 1 and <= RealTimeMax;
        if (text is null) return false;
        return ByName.TryGetValue(text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text, out signal);
    }

    /// <summary>The signal a stop begins with: a container's or image's StopSignal, SIGTERM when neither says anything usable.</summary>
    public static int StopSignal(string? configured) => TryParse(configured, out int signal) ? signal : Term;

    /// <summary><c>SIGTERM</c> for 15, <c>SIGRTMIN+3</c> for 37; the number itself when it has no name.</summary>
    public static string NameOf(int signal) => signal switch
    {
        >= 1 and <= 31 => "SIG" + Standard[signal - 1],
        RealTimeMin => "SIGRTMIN",
        RealTimeMax => "SIGRTMAX",
        > RealTimeMin and <= RealTimeMin + 15 => string.Create(CultureInfo.InvariantCulture, $"SIGRTMIN+{signal - RealTimeMin}"),
        > RealTimeMin and < RealTimeMax => string.Create(CultureInfo.InvariantCulture, $"SIGRTMAX-{RealTimeMax - signal}"),
        _ => signal.ToString(CultureInfo.InvariantCulture),
    };

    private static Dictionary<string, int> Names()
    {
        var names = new Dictionary<string, int> { ["IOT"] = 6, ["CLD"] = 17, ["POLL"] = 29, ["RTMIN"] = RealTimeMin, ["RTMAX"] = RealTimeMax };
        for (int i = 0; i < Standard.Length; i++) names[Standard[i]] = i + 1;
        for (int i = 1; i <= 15; i++) names[string.Create(CultureInfo.InvariantCulture, $"RTMIN+{i}")] = RealTimeMin + i;
        for (int i = 1; i <= 14; i++) names[string.Create(CultureInfo.InvariantCulture, $"RTMAX-{i}")] = RealTimeMax - i;
        return names;
    }
}
