using EngineApi.Server.Listeners;
using EngineApi.Server.Options;

namespace EngineApi.Server.Tests.Listeners;

public sealed class HostAddressTests
{
    [Theory]
    [InlineData("unix:///tmp/x.sock", "unix", "/tmp/x.sock", -1)]
    [InlineData("unix://", "unix", "/var/run/docker.sock", -1)]
    [InlineData("tcp://127.0.0.1:2375", "tcp", "127.0.0.1", 2375)]
    [InlineData("tcp://:2376", "tcp", "localhost", 2376)]
    [InlineData("tcp://[::1]:80", "tcp", "::1", 80)]
    [InlineData("tcp://[::1]", "tcp", "::1", -1)]
    [InlineData("tcp://host", "tcp", "host", -1)]
    [InlineData("fd://", "fd", "", -1)]
    [InlineData("fd://*", "fd", "", -1)]
    [InlineData("fd://docker.socket", "fd", "docker.socket", -1)]
    public void Addresses_are_read(string text, string scheme, string target, int port) =>
        Assert.Equal(new(scheme, target, port), HostAddress.Parse(text));

    [Theory]
    [InlineData("/tmp/x.sock")]
    [InlineData("http://x")]
    [InlineData("tcp://x:99999")]
    [InlineData("tcp://x:1/path")]
    [InlineData("npipe:////./pipe/docker_engine")]
    public void Others_are_refused(string text) =>
        Assert.Contains(text, Assert.Throws<OptionException>(() => HostAddress.Parse(text)).Message, StringComparison.Ordinal);
}
