using global::System.IO.Enumeration;

namespace EngineApi.Server.Tests.Conformance;

/// <summary>The only differences from the recorded answers that are allowed, each with its reason. Names and places may hold <c>*</c>.</summary>
internal static class KnownDifferences
{
    private static readonly (string Golden, string At, string Why)[] Table =
    [
        // Chance, and the machine.
        ("*", "Server", "the engine's own version"),
        ("*", "Docker-Experimental", "the recorded dockerd ran with --experimental; this engine has no such mode"),
    ];

    public static bool Allow(Difference difference) => Table.Any(known =>
        FileSystemName.MatchesSimpleExpression(known.Golden, difference.Golden, ignoreCase: false)
        && FileSystemName.MatchesSimpleExpression(known.At, difference.At, ignoreCase: false));
}
