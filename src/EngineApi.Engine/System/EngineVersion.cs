using System.Reflection;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>What this build calls itself. Read from the assembly, where the build put it.</summary>
public static class EngineVersion
{
    private static readonly string Informational =
        typeof(EngineVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>For example <c>0.1.0</c>.</summary>
    public static string Version { get; } = Informational.Split('+')[0];

    /// <summary>The commit, when the build knew it, or empty.</summary>
    public static string GitCommit { get; } = Informational.Contains('+', StringComparison.Ordinal) ? Informational.Split('+')[1] : "";
}
