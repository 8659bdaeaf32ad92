using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Listeners;

/// <summary><c>--host fd://</c> as systemd does it: the socket is there before the gateway, and stays behind it.</summary>
public sealed class ActivationTests
{
    [Fact]
    public async Task Sockets_of_systemd_are_served_and_left_to_it()
    {
        Assert.SkipWhen(Tools.PathOf("systemd-socket-activate") is null, "systemd-socket-activate is not installed");
        var port = FreePort.Find();
        await using var engine = new EngineProcess
        {
            Hosts = static _ => ["fd://"],
            Launcher = of => ["systemd-socket-activate", "-E", "HOME", "-E", "PATH", "-l", of.SocketPath, "-l", $"127.0.0.1:{port}"],
        };
        await engine.InitializeAsync();
        var docker = new DockerCli(engine);
        foreach (var address in new[] { engine.DockerHost, $"tcp://127.0.0.1:{port}" })
        {
            var echoed = await docker.RunWithInputAsync("by systemd"u8.ToArray(), "-H", address, "run", "--rm", "-i", BusyboxImage.Name, "cat");
            Assert.Equal("by systemd", echoed.Ok());
        }

        var listening = Sockets(engine.Pid, 3, 4);
        var children = ProcessTable.All().Where(process => process.CommandLine.Any(argument => argument.StartsWith(engine.Root, StringComparison.Ordinal))
            && process.Pid != engine.Pid && !process.CommandLine[0].Contains("dotnet", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(children);
        Assert.All(children, child => Assert.Empty(listening.Intersect(Sockets(child.Pid))));

        await engine.TerminateAsync();
        Assert.True(Path.Exists(engine.SocketPath));
        File.Delete(engine.SocketPath); // what systemd would do; the next start makes it again
    }

    private static string[] Sockets(int pid, params int[] which) =>
    [
        .. new DirectoryInfo($"/proc/{pid}/fd").EnumerateFileSystemInfos()
            .Where(descriptor => which.Length == 0 || which.Select(static number => $"{number}").Contains(descriptor.Name))
            .Select(static descriptor => descriptor.LinkTarget ?? "").Where(static target => target.StartsWith("socket:", StringComparison.Ordinal)),
    ];
}
