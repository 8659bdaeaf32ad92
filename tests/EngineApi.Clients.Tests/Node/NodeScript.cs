using System.Diagnostics;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Node;

/// <summary>A script beside this file, run by Node with the packages that eng/test.sh installs.</summary>
internal static class NodeScript
{
    /// <summary>Runs it to its end, which must say <c>walked</c>. Skips the test where something is missing.</summary>
    /// <param name="package">The package it is about.</param>
    /// <param name="name">Of the file.</param>
    public static async Task WalkAsync(EngineProcess engine, string package, string name)
    {
        var modules = Artifacts.Path("clients/node_modules");
        Assert.SkipWhen(Tools.PathOf("node") is null, "node is not installed");
        Assert.SkipUnless(Directory.Exists(Path.Combine(modules, package)), $"{package} is not in {modules}");
        _ = engine.Pid;
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Node", name), BusyboxImage.Name, Unique.Name()])
        {
            Environment =
            {
                ["DOCKER_HOST"] = engine.DockerHost,
                ["DOCKER_CONFIG"] = engine.CliConfig,
                ["HOME"] = engine.Root,
                ["NODE_PATH"] = modules,
                ["TESTCONTAINERS_RYUK_DISABLED"] = "true",
            },
        };
        await using var command = RunningCommand.Start(start, engine.Log);
        command.CloseInput();
        Assert.Equal("walked", (await command.EndAsync(TimeSpan.FromMinutes(5))).Ok());
    }
}
