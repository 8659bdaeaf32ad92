using System.Diagnostics;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Node;

/// <summary>dockerode, the client of most programs in JavaScript, does what its users do.</summary>
public sealed class DockerodeTests(EngineProcess engine)
{
    /// <summary>Where eng/test.sh installs it.</summary>
    private static readonly string s_modules = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../artifacts/clients/node_modules"));

    [Fact]
    public async Task Walks_through_the_engine()
    {
        Assert.SkipWhen(Tools.PathOf("node") is null, "node is not installed");
        Assert.SkipUnless(Directory.Exists(Path.Combine(s_modules, "dockerode")), "dockerode is not in " + s_modules);
        _ = engine.Pid;
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Node", "walk.cjs"), BusyboxImage.Name, Unique.Name()])
        {
            Environment = { ["DOCKER_HOST"] = engine.DockerHost, ["NODE_PATH"] = s_modules },
        };
        await using var command = RunningCommand.Start(start, engine.Log);
        command.CloseInput();
        Assert.Equal("walked", (await command.EndAsync()).Ok());
    }
}
