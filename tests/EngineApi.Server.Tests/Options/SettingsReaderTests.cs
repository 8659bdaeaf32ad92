using EngineApi.Server.Options;
using Microsoft.Extensions.Logging;

namespace EngineApi.Server.Tests.Options;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    private static DaemonSettings Read(params string[] arguments) => SettingsReader.Read(arguments, "/nonexistent/daemon.json");

    private static string Refusal(params string[] arguments) => Assert.Throws<OptionException>(() => Read(arguments)).Message;

    private DaemonSettings ReadFile(string json, params string[] arguments)
    {
        File.WriteAllText(_file, json);
        return Read([.. arguments, "--config-file", _file]);
    }

    [Fact]
    public void Defaults_are_those_of_the_contract()
    {
        var settings = Read();
        Assert.Equal("unix:///var/run/docker.sock", Assert.Single(settings.Server.Hosts).ToString());
        Assert.Equal(("/var/lib/engineapi", "/run/engineapi", "engineapi"),
            (settings.Engine.DataRoot, settings.Engine.ExecRoot, settings.Engine.ContainerdNamespace));
        Assert.Equal("/run/engineapi/engineapi.pid", settings.PidFile);
        Assert.Null(settings.Engine.ContainerdAddress);
    }

    [Theory]
    [InlineData("--log-level=debug")]
    [InlineData("--log-level", "debug")]
    [InlineData("-l", "debug")]
    [InlineData("-ldebug")]
    [InlineData("-l=debug")]
    [InlineData("-Dl", "debug")]
    [InlineData("-l", "error", "-l", "debug")]
    public void A_value_can_be_written_in_every_usual_way(params string[] arguments) =>
        Assert.Equal(LogLevel.Debug, Read(arguments).Server.LogLevel);

    [Theory]
    [InlineData(true, "-D")]
    [InlineData(true, "--debug")]
    [InlineData(true, "--debug=1")]
    [InlineData(false, "--debug=false")]
    public void A_flag_takes_its_value_after_equals_only(bool expected, string argument) =>
        Assert.Equal(expected, Read(argument).Engine.Debug);

    [Fact]
    public void Repeatable_options_collect()
    {
        var settings = Read("-H", "unix:///tmp/a.sock", "-H=tcp://127.0.0.1:1", "--dns=1.1.1.1", "--dns", "8.8.8.8",
            "--label", "a=b", "--log-opt=max-size=1m", "--log-opt", "max-file=3", "--default-ulimit", "nofile=10:20",
            "--add-runtime", "crun=/usr/bin/crun");
        Assert.Equal(["unix:///tmp/a.sock", "tcp://127.0.0.1:1"], settings.Server.Hosts.Select(static h => h.ToString()));
        Assert.Equal(["1.1.1.1", "8.8.8.8"], settings.Engine.Dns);
        Assert.Equal(["a=b"], settings.Engine.Labels);
        Assert.Equal(("1m", "3"), (settings.Engine.LogOpts["max-size"], settings.Engine.LogOpts["max-file"]));
        Assert.Equal((10L, 20L), settings.Engine.DefaultUlimits["nofile"]);
        Assert.Equal("/usr/bin/crun", settings.Engine.Runtimes["crun"]);
    }

    [Theory]
    [InlineData("unknown flag: --nope", "--nope")]
    [InlineData("unknown shorthand flag: 'x' in -x", "-x")]
    [InlineData("the option --userns-remap is not supported by engineapi", "--userns-remap=default")]
    [InlineData("the option --live-restore is not supported by engineapi", "--live-restore")]
    [InlineData("invalid argument \"localhost\" for \"--metrics-addr\" flag: localhost has no port", "--metrics-addr", "localhost")]
    [InlineData("the option -s is not supported by engineapi", "-s", "overlay2")]
    [InlineData("flag needs an argument: --host", "--host")]
    [InlineData("flag needs an argument: 'H' in -H", "-H")]
    [InlineData("\"engineapi\" accepts no arguments: run", "run")]
    [InlineData("invalid argument \"x\" for \"--mtu\" flag: strconv.ParseInt: parsing \"x\": invalid syntax", "--mtu", "x")]
    [InlineData("invalid argument \"loud\" for \"--log-level\" flag: \"loud\" is not a valid logging level", "-l", "loud")]
    [InlineData("invalid argument \"a\" for \"--label\" flag: bad attribute format: a", "--label", "a")]
    [InlineData("invalid argument \"x\" for \"--dns\" flag: x is not an ip address", "--dns", "x")]
    public void What_is_not_accepted_is_named(string message, params string[] arguments) => Assert.Equal(message, Refusal(arguments));

    [Fact]
    public void The_file_says_the_same_things()
    {
        var settings = ReadFile("""
            { "hosts": ["unix:///tmp/a.sock"], "debug": true, "mtu": 1400, "labels": ["a=b"], "data-root": "/srv/x",
              "log-opts": { "max-size": "1m" }, "runtimes": { "crun": { "path": "/usr/bin/crun" } },
              "default-ulimits": { "nofile": { "Name": "nofile", "Hard": 20, "Soft": 10 } },
              "default-address-pools": [ { "base": "10.0.0.0/8", "size": 24 } ] }
            """);
        Assert.Equal("unix:///tmp/a.sock", Assert.Single(settings.Server.Hosts).ToString());
        Assert.True(settings.Engine.Debug);
        Assert.Equal((1400, "/srv/x", "1m"), (settings.Engine.Mtu, settings.Engine.DataRoot, settings.Engine.LogOpts["max-size"]));
        Assert.Equal("/usr/bin/crun", settings.Engine.Runtimes["crun"]);
        Assert.Equal((10L, 20L), settings.Engine.DefaultUlimits["nofile"]);
        Assert.Equal(["base=10.0.0.0/8,size=24"], settings.Engine.DefaultAddressPools);
    }

    [Theory]
    [InlineData("{\"nope\":1,\"what\":2}", "the following directives don't match any configuration option: nope, what")]
    [InlineData("{\"userns-remap\":\"x\"}", "the directive userns-remap is not supported by engineapi")]
    [InlineData("{\"features\":{}}", "the directive features is not supported by engineapi")]
    [InlineData("{\"debug\":\"yes\"}", "the directive debug cannot be a JSON String")]
    [InlineData("[]", "a JSON object is expected")]
    public void What_the_file_may_not_say_is_named(string json, string reason) =>
        Assert.Equal($"unable to configure the engine with file {_file}: {reason}",
            Assert.Throws<OptionException>(() => ReadFile(json)).Message);

    [Fact]
    public void Saying_it_twice_is_a_conflict() => Assert.Equal(
        $"unable to configure the engine with file {_file}: the following directives are specified both as a flag and in the "
        + "configuration file: hosts: (from flag: [unix:///a], from file: [unix:///b]), log-level: (from flag: info, from file: debug)",
        Assert.Throws<OptionException>(() => ReadFile("""{"hosts":["unix:///b"],"log-level":"debug"}""", "-H", "unix:///a", "-l", "info")).Message);

    [Fact]
    public void A_file_that_was_named_must_exist() => Assert.Equal(
        "unable to configure the engine with file /nonexistent/x.json: no such file or directory",
        Refusal("--config-file", "/nonexistent/x.json"));

    [Theory]
    [InlineData("--help", DaemonAction.Help)]
    [InlineData("--version", DaemonAction.Version)]
    [InlineData("-v", DaemonAction.Version)]
    [InlineData("--validate", DaemonAction.Validate)]
    public void Some_options_only_answer(string argument, DaemonAction action) => Assert.Equal(action, Read(argument).Action);

    [Fact]
    public void Help_names_every_option()
    {
        var help = UsageText.Write(DaemonOptions.All);
        Assert.All(DaemonOptions.All, option => Assert.Contains("--" + option.Name, help, StringComparison.Ordinal));
    }

    [Fact]
    public void No_option_is_both_supported_and_not() =>
        Assert.DoesNotContain(DaemonOptions.All, static o => UnsupportedOptions.HasFlag(o.Name) || UnsupportedOptions.HasKey(o.Key));
}
