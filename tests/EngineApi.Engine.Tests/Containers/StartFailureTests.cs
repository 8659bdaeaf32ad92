using EngineApi.Containerd;
using EngineApi.Engine.Containers;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public class StartFailureTests
{
    [Theory]
    [InlineData("mkdir /etc/passwd: not a directory: unknown", "Cannot mkdir: /etc/passwd is not a directory", 128)]
    [InlineData("chdir to cwd (\"/etc/passwd\") set in config.json failed: not a directory: unknown", "Cannot mkdir: /etc/passwd is not a directory", 128)]
    [InlineData("exec: \"/etc/passwd/x\": stat /etc/passwd/x: not a directory: unknown", "failed to create task for container: exec: \"/etc/passwd/x\": stat /etc/passwd/x: not a directory: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type", 127)]
    [InlineData("exec: \"x\": executable file not found in $PATH: unknown", "failed to create task for container: exec: \"x\": executable file not found in $PATH", 127)]
    [InlineData("exec: \"/etc/passwd\": permission denied: unknown", "failed to create task for container: exec: \"/etc/passwd\": permission denied", 126)]
    public void What_runc_says_becomes_what_docker_says(string said, string message, int exitCode)
    {
        var failure = StartFailure.From(new ContainerdException(ContainerdErrorKind.Unknown, said), new ContainerConfig { WorkingDir = "/etc/passwd" });
        Assert.Equal((message, exitCode), (failure.Error.Message, failure.ExitCode));
    }
}
