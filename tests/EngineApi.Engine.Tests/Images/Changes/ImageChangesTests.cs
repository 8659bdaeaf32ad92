using System.Text.Json;
using EngineApi.Engine.Images.Changes;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Images.Changes;

public sealed class ImageChangesTests
{
    [Theory]
    [InlineData("CMD echo hi", "Cmd", """["/bin/sh","-c","echo hi"]""")]
    [InlineData("cmd [\"echo\", \"hi\"]", "Cmd", """["echo","hi"]""")]
    [InlineData("CMD [broken", "Cmd", """["/bin/sh","-c","[broken"]""")]
    [InlineData("SHELL [\"/bin/ash\", \"-c\"]\nENTRYPOINT run me", "Entrypoint", """["/bin/ash","-c","run me"]""")]
    [InlineData("ENV A=1 B=\"two words\" C='x y'", "Env", """["OLD=kept","A=1","B=two words","C=x y"]""")]
    [InlineData("ENV A the rest", "Env", """["OLD=kept","A=the rest"]""")]
    [InlineData("ENV OLD=new", "Env", """["OLD=new"]""")]
    [InlineData("LABEL a=1 b=\"2 3\"", "Labels", """{"a":"1","b":"2 3"}""")]
    [InlineData("EXPOSE 80 53/udp 8000-8001", "ExposedPorts", """{"53/udp":{},"80/tcp":{},"8000/tcp":{},"8001/tcp":{}}""")]
    [InlineData("VOLUME /a /b", "Volumes", """{"/a":{},"/b":{}}""")]
    [InlineData("VOLUME [\"/a b\"]", "Volumes", """{"/a b":{}}""")]
    [InlineData("USER 1000:1000", "User", "\"1000:1000\"")]
    [InlineData("WORKDIR /srv\nWORKDIR app/../lib", "WorkingDir", "\"/srv/lib\"")]
    [InlineData("STOPSIGNAL SIGINT", "StopSignal", "\"SIGINT\"")]
    [InlineData("ONBUILD RUN make", "OnBuild", """["RUN make"]""")]
    [InlineData("HEALTHCHECK NONE", "Healthcheck", """{"Test":["NONE"]}""")]
    [InlineData("HEALTHCHECK --interval=5s --retries=3 CMD curl localhost", "Healthcheck",
        """{"Test":["CMD-SHELL","curl localhost"],"Interval":5000000000,"Retries":3}""")]
    public void Applies(string change, string member, string expected)
    {
        var config = new ContainerConfig { Env = ["OLD=kept"] };
        ImageChanges.Apply(config, [change]);
        var json = JsonSerializer.SerializeToElement(config, WireJson.Default.ContainerConfig);
        Assert.Equal(expected, json.GetProperty(member).GetRawText());
    }

    [Theory]
    [InlineData("FOO bar", "dockerfile parse error on line 1: unknown instruction: FOO")]
    [InlineData("# fine\nUSER x\nCMD", "dockerfile parse error on line 2: CMD requires at least one argument")]
    [InlineData("RUN true", "RUN is not a valid change command")]
    [InlineData("COPY a b", "COPY is not a valid change command")]
    [InlineData("ENV A", "ENV must have two arguments")]
    [InlineData("ENV =x", "ENV names can not be blank")]
    [InlineData("LABEL a=\"x", "matching quote")]
    [InlineData("EXPOSE 99999", "invalid containerPort: 99999")]
    [InlineData("EXPOSE 80/icmp", "invalid proto: icmp")]
    [InlineData("SHELL /bin/sh", "SHELL requires the arguments to be in JSON form")]
    [InlineData("USER a b", "USER requires exactly one argument")]
    [InlineData("ONBUILD ONBUILD RUN x", "Chaining ONBUILD")]
    [InlineData("ONBUILD FROM x", "FROM isn't allowed as an ONBUILD trigger")]
    [InlineData("HEALTHCHECK --interval=1us CMD x", "cannot be less than 1ms")]
    [InlineData("HEALTHCHECK --frequency=1s CMD x", "unknown flag: --frequency")]
    [InlineData("HEALTHCHECK PING", "Unknown type \"PING\" in HEALTHCHECK (try CMD)")]
    public void Refuses(string change, string message)
    {
        var error = Assert.Throws<EngineException>(() => ImageChanges.Apply(new(), [change]));
        Assert.Equal(ErrorKind.InvalidParameter, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
