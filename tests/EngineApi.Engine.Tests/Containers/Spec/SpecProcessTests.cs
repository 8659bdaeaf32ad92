using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Oci;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Exec;
using EngineApi.Wire.Json;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Spec;

public class SpecProcessTests
{
    [Fact]
    public void The_entrypoint_comes_before_the_command()
    {
        var process = Given.Spec(config: config => config.Entrypoint = ["/entry"]).Process!;
        Assert.Equal(["/entry", "sh"], process.Args);
        Assert.Equal("/", process.Cwd);
    }

    [Fact]
    public void No_command_is_refused() => Assert.Equal("no command specified", Given.Refusal(() => Given.Spec(config: config => config.Cmd = null)));

    [Fact]
    public void An_init_goes_in_front_and_is_mounted()
    {
        var spec = Given.Spec(host => host.Init = true);
        Assert.Equal(["/sbin/docker-init", "--", "sh"], spec.Process!.Args);
        Assert.Equal("/usr/bin/tini", Assert.Single(spec.Mounts!, mount => mount.Destination == "/sbin/docker-init").Source);
    }

    [Fact]
    public void There_is_no_init_in_the_hosts_pid_namespace() =>
        Assert.Equal(["sh"], Given.Spec(host => (host.Init, host.PidMode) = (true, "host")).Process!.Args);

    [Fact]
    public void The_environment_starts_with_the_daemons_and_the_containers_goes_over_it() => Assert.Equal(
        ["PATH=/bin", "HOSTNAME=abc", "TERM=vt100", "A=2"],
        Given.Spec(config: config => (config.Tty, config.Env) = (true, ["PATH=/bin", "TERM=vt100", "A=1", "A=2"])).Process!.Env);

    [Fact]
    public void A_name_without_a_value_removes_the_variable() =>
        Assert.Equal(["HOSTNAME=abc"], Given.Spec(config: config => config.Env = ["PATH"]).Process!.Env);

    [Fact]
    public void A_console_has_a_size_only_with_a_terminal()
    {
        Assert.Null(Given.Spec(host => host.ConsoleSize = new ConsoleSize(24, 80)).Process!.ConsoleSize);
        var sized = Given.Spec(host => host.ConsoleSize = new ConsoleSize(24, 80), config => config.Tty = true).Process!;
        Assert.Equal(new OciConsoleSize { Height = 24, Width = 80 }, sized.ConsoleSize);
    }

    [Fact]
    public void Own_ulimits_go_over_the_daemons()
    {
        var input = Given.Input(host => host.Ulimits = [new Ulimit { Name = "nofile", Soft = 10, Hard = -1 }]) with
        {
            DefaultUlimits = new Dictionary<string, (long, long)> { ["nofile"] = (1, 2), ["core"] = (0, 0) },
        };
        Assert.Equal(
            [
                new OciRlimit { Type = "RLIMIT_NOFILE", Soft = 10, Hard = ulong.MaxValue },
                new OciRlimit { Type = "RLIMIT_CORE", Soft = 0, Hard = 0 },
            ],
            ContainerSpecBuilder.Build(input).Process!.Rlimits);
    }

    [Fact]
    public void An_exec_inherits_from_the_container_and_says_the_rest_itself()
    {
        var first = Given.Spec(host => host.SecurityOpt = ["no-new-privileges"], config => (config.User, config.WorkingDir) = ("5:6", "/w")).Process!;
        var exec = new ExecCreateRequest { Cmd = ["id"], Tty = true, Env = ["A=1"] };
        var process = ExecProcessBuilder.Build(exec, first, Given.Config(), Given.HostConfig(), UserDatabase.Empty, Given.Host);
        Assert.Equal(["id"], process.Args);
        Assert.Equal("/w", process.Cwd);
        Assert.Equal(5u, process.User.Uid);
        Assert.True(process.Terminal);
        Assert.True(process.NoNewPrivileges);
        Assert.Contains("TERM=xterm", process.Env!);
        Assert.Contains("A=1", process.Env!);
        Assert.Null(process.Capabilities!.Effective);
    }

    [Fact]
    public void A_privileged_exec_has_every_capability()
    {
        var exec = new ExecCreateRequest { Cmd = ["id"], Privileged = true, User = "9", WorkingDir = "/x" };
        var process = ExecProcessBuilder.Build(exec, Given.Spec().Process!, Given.Config(), Given.HostConfig(), UserDatabase.Empty, Given.Host);
        Assert.Equal(41, process.Capabilities!.Effective!.Count);
        Assert.Equal((9u, "/x"), (process.User.Uid, process.Cwd));
    }

    [Fact]
    public void An_exec_without_a_command_is_refused() => Assert.Equal("No exec command specified", Given.Refusal(() => ExecProcessBuilder.Build(
        new ExecCreateRequest(), Given.Spec().Process!, Given.Config(), Given.HostConfig(), UserDatabase.Empty, Given.Host)));
}
