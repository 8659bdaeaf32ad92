using System.Diagnostics;
using Xunit;

namespace EngineApi.Clients.Tests.Python;

/// <summary>Docker's SDK for Python, as Debian packages it, does what its users do.</summary>
public sealed class DockerPyTests(EngineProcess engine)
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task Walks_through_the_engine()
    {
        Assert.SkipUnless(File.Exists(Python), "python3 is not installed");
        Assert.SkipUnless((await RunAsync("-c", "import docker")).ExitCode == 0, "python3-docker is not installed");
        Assert.Equal("walked", (await RunAsync(Path.Combine(AppContext.BaseDirectory, "Python", "walk.py"), BusyboxImage.Name, Unique.Name())).Ok());
    }

    private async Task<CliResult> RunAsync(params string[] arguments)
    {
        _ = engine.Pid;
        var start = new ProcessStartInfo(Python, arguments) { Environment = { ["DOCKER_HOST"] = engine.DockerHost, ["DOCKER_CONFIG"] = engine.CliConfig } };
        await using var command = RunningCommand.Start(start, engine.Log);
        command.CloseInput();
        return await command.EndAsync();
    }
}
