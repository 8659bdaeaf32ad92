using System.Diagnostics;
using EngineApi.Testing;

namespace EngineApi.Clients.Tests;

/// <summary>The unmodified Docker CLI.</summary>
public sealed class DockerCli(EngineProcess engine)
{
    /// <summary>For <c>--until</c>: the CLI cuts moments to seconds, and what happened in this one is to be in.</summary>
    public static string NextSecond() => $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1}";

    /// <summary>Runs <c>docker</c> to its end, with nothing on its stdin.</summary>
    public Task<CliResult> RunAsync(params string[] arguments) => RunWithInputAsync([], arguments);

    /// <summary>Runs it and returns its output; it must succeed.</summary>
    public async Task<string> OkAsync(params string[] arguments) => (await RunAsync(arguments)).Ok();

    /// <summary>Runs <c>docker</c> with something on its stdin, which is closed afterwards.</summary>
    public async Task<CliResult> RunWithInputAsync(byte[] input, params string[] arguments)
    {
        await using var command = Begin(arguments);
        await command.SendAsync(input);
        return await command.EndAsync();
    }

    /// <summary>Starts <c>docker</c> and leaves it running.</summary>
    public RunningCommand Begin(params string[] arguments) => Start("docker", arguments);

    /// <summary>Runs a shell line, e.g. one with a pipe, to its end.</summary>
    /// <inheritdoc cref="RunningCommand.EndAsync"/>
    public async Task<CliResult> ShellAsync(string line, TimeSpan? patience = null)
    {
        await using var command = Start("sh", "-c", line);
        command.CloseInput();
        return await command.EndAsync(patience);
    }

    /// <summary>
    /// Starts a shell line on a terminal of its own (script(1)), 40 rows by 100 columns, which echoes like any other. What is typed
    /// before the program is ready stays in the terminal.
    /// </summary>
    public RunningCommand BeginOnTerminal(string line) => Start("script", "-qefc", "stty rows 40 cols 100; " + line, "/dev/null");

    /// <summary>The value a Go template has for one object.</summary>
    public Task<string> InspectAsync(string name, string template) => OkAsync("inspect", "--format", template, name);

    /// <summary>Waits until a Go template has a value.</summary>
    public Task UntilAsync(string name, string template, string value) => Eventually.BecomesTrueAsync(
        async () => await InspectAsync(name, template) == value, TimeSpan.FromSeconds(60), $"{template} of {name} is {value}");

    /// <summary>Waits until a container is there that another command creates.</summary>
    public Task UntilExistsAsync(string name) => Eventually.BecomesTrueAsync(
        async () => (await RunAsync("container", "inspect", name)).ExitCode == 0, TimeSpan.FromSeconds(60), $"{name} exists");

    private RunningCommand Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            Environment = { ["DOCKER_HOST"] = engine.DockerHost, ["DOCKER_CONFIG"] = engine.CliConfig, ["DOCKER_CLI_HINTS"] = "false" },
        };
        return RunningCommand.Start(start, engine.Log);
    }
}
