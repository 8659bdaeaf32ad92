using EngineApi.Names.Forwarding;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Names.Tests.Forwarding;

public sealed class HostResolversTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;
    private readonly SteppedTime _time = new();

    private string ConfigPath => Path.Combine(_directory, "resolv.conf");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Name_servers_are_read_as_libc_reads_them()
    {
        var text = "# nameserver 1.1.1.1\n;nameserver 1.1.1.1\nsearch example\nnameserver 127.0.0.53 # local\n\tnameserver\t::1\r\n"
            + "nameserver\nnameserver host.example\nnameservers 1.1.1.1\nnameserver fe80::1%eth0\nnameserver 9.9.9.9\noptions ndots:2";

        Assert.Equal(["127.0.0.53", "::1", "fe80::1"], HostResolvers.Parse(text).Select(server => server.Address.ToString()));
    }

    [Fact]
    public void A_change_is_seen_a_second_later()
    {
        File.WriteAllText(ConfigPath, "nameserver 10.0.0.1\n");
        var host = new HostResolvers(ConfigPath, _time);
        Assert.Equal("10.0.0.1", Current(host));

        File.WriteAllText(ConfigPath, "nameserver 10.0.0.2\n");
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal("10.0.0.1", Current(host));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("10.0.0.2", Current(host));
    }

    [Fact]
    public void Another_file_in_its_place_is_seen()
    {
        File.WriteAllText(Path.Combine(_directory, "one"), "nameserver 10.0.0.1\n");
        File.WriteAllText(Path.Combine(_directory, "two"), "nameserver 10.0.0.2\n");
        File.CreateSymbolicLink(ConfigPath, "one");
        var host = new HostResolvers(ConfigPath, _time);
        Assert.Equal("10.0.0.1", Current(host));

        File.Delete(ConfigPath);
        File.CreateSymbolicLink(ConfigPath, "two");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("10.0.0.2", Current(host));
    }

    [Fact]
    public void Without_a_file_there_is_nobody_to_ask_until_there_is_one()
    {
        var host = new HostResolvers(ConfigPath, _time);
        Assert.Empty(host.Current());

        File.WriteAllText(ConfigPath, "nameserver 10.0.0.1\n");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("10.0.0.1", Current(host));

        File.Delete(ConfigPath);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(host.Current());
    }

    [Fact]
    public void What_cannot_be_read_leaves_what_was_read()
    {
        File.WriteAllText(ConfigPath, "nameserver 10.0.0.1\n");
        var host = new HostResolvers(ConfigPath, _time);
        Assert.Equal("10.0.0.1", Current(host));

        File.Delete(ConfigPath);
        Directory.CreateDirectory(ConfigPath);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("10.0.0.1", Current(host));
    }

    private static string Current(HostResolvers host) => Assert.Single(host.Current()).Address.ToString();
}
