using EngineApi.Server.Listeners;

namespace EngineApi.Server.Tests.Listeners;

public sealed class OwnHostNamesTests
{
    private readonly OwnHostNames _names = new([new("unix", "/x.sock"), new("tcp", "build.example.com", 2375), new("tcp", "0.0.0.0", 2375)], "box.example.org");

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("docker")] // the alias of a container in many a CI
    [InlineData("127.0.0.1")]
    [InlineData("192.0.2.7")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("api.moby.localhost")]
    [InlineData("host.docker.internal")]
    [InlineData("Build.Example.com")]
    [InlineData("build.example.com.")]
    [InlineData("box.example.org")]
    public void Nobody_elses_name_is_ours(string host) => Assert.True(_names.Include(host));

    [Theory]
    [InlineData("example.com")]
    [InlineData("evil.build.example.com")]
    [InlineData("127.0.0.1.nip.io")]
    [InlineData("localhost.evil.com")]
    [InlineData("internal.evil")]
    public void Names_to_be_had_in_dns_are_not(string host) => Assert.False(_names.Include(host));
}
