using System.Diagnostics;
using System.Text;
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
}

/// <summary>The unmodified Docker CLI.</summary>
public sealed class DockerCli(EngineProcess engine)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public Task<CliResult> RunAsync(params string[] arguments) => RunWithInputAsync(null, arguments);

    /// <summary>Runs <c>docker</c> with something on its stdin, which is closed afterwards.</summary>
    public async Task<CliResult> RunWithInputAsync(byte[]? input, params string[] arguments)
    {
        using var process = Start("docker", arguments);
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            if (input is not null)
                await process.StandardInput.BaseStream.WriteAsync(input, deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"docker {string.Join(' ', arguments)} did not end.\n{engine.Log()}");
        }
    }

    /// <summary>Runs a shell line on a terminal of its own (util-linux <c>script</c>), with keys typed into it.</summary>
    public async Task<CliResult> RunOnTerminalAsync(string commandLine, string keys)
    {
        using var process = Start("script", ["-qefc", commandLine, "/dev/null"]);
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(keys), deadline.Token);
            await process.StandardInput.FlushAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output, "");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{commandLine} did not end.\n{engine.Log()}");
        }
    }

    /// <summary>Starts <c>docker</c> and leaves it running; the caller ends it.</summary>
    public Process Begin(params string[] arguments) => Start("docker", arguments);

    private Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOCKER_HOST"] = engine.DockerHost, ["DOCKER_CONFIG"] = engine.DataRoot, ["DOCKER_CLI_HINTS"] = "false" },
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
