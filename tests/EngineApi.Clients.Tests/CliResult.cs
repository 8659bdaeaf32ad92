using Xunit;

namespace EngineApi.Clients.Tests;

/// <summary>What a finished command said.</summary>
public sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output of a command that must have succeeded, without the last newline.</summary>
    public string Ok()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\nstdout: {Output}\nstderr: {Error}");
        return Output.TrimEnd('\n');
    }

    /// <summary>The error of a command that must have failed.</summary>
    public string Failed(int exitCode = 1)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode} instead of {exitCode}\nstdout: {Output}\nstderr: {Error}");
        return Error;
    }
}
