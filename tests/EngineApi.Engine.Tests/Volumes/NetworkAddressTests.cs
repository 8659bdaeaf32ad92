using EngineApi.Engine.Volumes;
using Xunit;

namespace EngineApi.Engine.Tests.Volumes;

public class NetworkAddressTests
{
    private static Task<string[]> ResolveAsync(string type, string options) => NetworkAddress.ResolveAsync(
        new VolumeRecord { Name = "v", Created = default, Options = new Dictionary<string, string> { ["type"] = type, ["device"] = ":/x", ["o"] = options } }, "/there");

    [Theory]
    [InlineData("nfs", "rw,addr=localhost,nfsvers=4", "rw,addr=127.0.0.1,nfsvers=4")]
    [InlineData("cifs", "addr=localhost", "addr=127.0.0.1")]
    [InlineData("nfs", "addr=10.0.0.1", "addr=10.0.0.1")]
    [InlineData("nfs", "addr=fe80::1", "addr=fe80::1")]
    [InlineData("nfs", "nfsvers=4", "nfsvers=4")]
    [InlineData("tmpfs", "addr=localhost", "addr=localhost")]
    public async Task A_name_becomes_an_address(string type, string options, string resolved) =>
        Assert.Equal(resolved.Split(','), await ResolveAsync(type, options));

    [Fact]
    public async Task One_that_cannot_be_resolved_is_told()
    {
        var error = await Assert.ThrowsAsync<EngineException>(() => ResolveAsync("nfs", "addr=no..host"));
        Assert.StartsWith("error while mounting volume '/there': error resolving passed in network volume address: lookup no..host: ", error.Message, StringComparison.Ordinal);
    }
}
