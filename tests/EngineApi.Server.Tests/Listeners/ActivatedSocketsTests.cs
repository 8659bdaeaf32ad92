using System.Globalization;
using EngineApi.Server.Listeners;

namespace EngineApi.Server.Tests.Listeners;

public sealed class ActivatedSocketsTests
{
    private static IReadOnlyList<ulong> Find(string which, string? count, string? names = null, string? pid = null) =>
        ActivatedSockets.Find(which, name => name switch
        {
            "LISTEN_FDS" => count,
            "LISTEN_FDNAMES" => names,
            "LISTEN_PID" => pid ?? Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            _ => null,
        });

    [Fact]
    public void Descriptors_count_from_three()
    {
        Assert.Equal([3UL, 4UL], Find("", "2"));
        Assert.Equal([4UL], Find("4", "2"));
        Assert.Equal([4UL], Find("docker.socket", "2", "x:docker.socket"));
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("", "2", "1")]
    [InlineData("9", "2", null)]
    [InlineData("nope", "2", null)]
    public void What_was_not_handed_over_is_refused(string which, string? count, string? pid) =>
        Assert.Throws<ListenException>(() => Find(which, count, "a:b", pid));
}
