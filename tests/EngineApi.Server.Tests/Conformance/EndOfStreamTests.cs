using System.Text.Json;

namespace EngineApi.Server.Tests.Conformance;

/// <summary>Clients ask how it ended as soon as the stream does.</summary>
public sealed class EndOfStreamTests(ConformanceEngine engine) : IClassFixture<ConformanceEngine>
{
    [Fact]
    public async Task Exit_code_of_an_exec_is_known_when_its_stream_ends()
    {
        engine.MustRun();
        await StartAsync("execs", """["sleep","300"]""");
        for (var round = 0; round < 15; round++)
        {
            // The output ends before the process does.
            var id = await IdAsync("/containers/execs/exec", """{"AttachStdout":true,"AttachStderr":true,"Cmd":["sh","-c","echo o; exec >&- 2>&-; usleep 20000; exit 3"]}""");
            Assert.Equal(200, (await engine.PostAsync($"/exec/{id}/start", "{}")).Status);
            using var exec = JsonDocument.Parse((await engine.SendAsync("GET", $"/exec/{id}/json")).Body);
            Assert.Equal((false, 3), (exec.RootElement.GetProperty("Running").GetBoolean(), exec.RootElement.GetProperty("ExitCode").GetInt32()));
        }
        Assert.Equal(204, (await engine.SendAsync("DELETE", "/containers/execs?force=1")).Status);
    }

    [Fact]
    public async Task State_of_a_container_is_known_when_an_attach_ends()
    {
        engine.MustRun();
        for (var round = 0; round < 5; round++)
        {
            var name = "attached" + round;
            await StartAsync(name, """["sh","-c","usleep 300000; echo o; exit 4"]""");
            Assert.Equal(200, (await engine.SendAsync("POST", $"/containers/{name}/attach?stream=1&stdout=1&stderr=1")).Status);
            using var container = JsonDocument.Parse((await engine.SendAsync("GET", $"/containers/{name}/json")).Body);
            var state = container.RootElement.GetProperty("State");
            Assert.Equal(("exited", 4), (state.GetProperty("Status").GetString(), state.GetProperty("ExitCode").GetInt32()));
            Assert.Equal(204, (await engine.SendAsync("DELETE", "/containers/" + name)).Status);
        }
    }

    private async Task StartAsync(string name, string command)
    {
        await IdAsync("/containers/create?name=" + name, $$"""{"Image":"busybox","Cmd":{{command}}}""");
        Assert.Equal(204, (await engine.SendAsync("POST", $"/containers/{name}/start")).Status);
    }

    private async Task<string> IdAsync(string path, string body)
    {
        using var created = JsonDocument.Parse((await engine.PostAsync(path, body)).Body);
        return created.RootElement.GetProperty("Id").GetString()!;
    }
}
