using System.Diagnostics;
using Xunit;

namespace EngineApi.Testing;

/// <summary>CRIU as it is here: it may be missing, or too old for the kernel.</summary>
public static class Criu
{
    private static readonly Lazy<string?> s_missing = new(Check);

    /// <summary>Skips the test, with the reason, where nothing can be checkpointed.</summary>
    public static void SkipWhenItDoesNotWork() => Assert.SkipWhen(s_missing.Value is not null, s_missing.Value ?? "");

    private static string? Check()
    {
        if (Tools.PathOf("criu") is not { } program)
            return "criu is not installed";
        using var check = Process.Start(new ProcessStartInfo(program, "check") { RedirectStandardError = true, RedirectStandardOutput = true })!;
        check.OutputDataReceived += static (_, _) => { };
        check.BeginOutputReadLine();
        var said = check.StandardError.ReadToEnd();
        check.WaitForExit();
        return check.ExitCode == 0 ? null : "criu check fails: " + said.Trim().ReplaceLineEndings("; ");
    }
}
