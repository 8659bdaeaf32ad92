using System.Text;

namespace EngineApi.Server.Options;

/// <summary>What <c>--help</c> prints.</summary>
internal static class UsageText
{
    public static string Write(IReadOnlyList<DaemonOption> options)
    {
        var text = new StringBuilder("Usage:  engineapi [OPTIONS]\n\nA Docker-compatible Engine API on containerd.\n\nOptions:\n");
        foreach (var option in options)
        {
            var flag = (option.Short is { } letter ? $"-{letter}, " : "    ") + "--" + option.Name
                + (option.Kind == OptionKind.Flag ? "" : option.Kind == OptionKind.Value ? " value" : " list");
            text.Append("  ").Append(flag.PadRight(34)).Append(option.Help).Append('\n');
        }
        return text.ToString();
    }
}
