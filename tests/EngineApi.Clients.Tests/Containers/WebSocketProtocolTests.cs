using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary>Frames that break RFC 6455, sent to <c>GET /containers/{id}/attach/ws</c>.</summary>
public class WebSocketProtocolTests(EngineProcess engine)
{
    private const string All = "stream=1&stdin=1&stdout=1&stderr=1";
    private const string OutputOnly = "stream=1&stdout=1";

    private readonly DockerCli _docker = new(engine);

    [Theory]
    [InlineData("reserved bits", 1002, "F28000000000")]
    [InlineData("no opcode", 1002, "838000000000")]
    [InlineData("no mask", 1002, "82080102030405060708")]
    [InlineData("negative length", 1002, "82FFFF0000000000000000000000")]
    [InlineData("text that is not UTF-8", 1007, "818200000000C328")]
    public async Task What_is_not_the_protocol_is_answered_with_a_close_and_the_container_goes_on(string what, int status, string frame)
    {
        Assert.NotEmpty(what);
        var id = await EchoAsync();
        Assert.Equal(status, await RawWebSocket.CloseAfterAsync(engine, id, All, Convert.FromHexString(frame)));
        await GoesOnAsync(id);
    }

    [Fact]
    public async Task A_message_beyond_the_limit_is_too_big()
    {
        var id = await EchoAsync();
        var huge = new byte[14 + (17 << 20)];
        ((byte[])[0x82, 0xFF, 0, 0, 0, 0, 0x01, 0x10, 0, 0]).CopyTo(huge, 0);
        Assert.Equal(1009, await RawWebSocket.CloseAfterAsync(engine, id, OutputOnly, huge));
        await GoesOnAsync(id);
    }

    [Fact]
    public async Task A_ping_is_answered_also_when_nobody_asked_for_input()
    {
        var id = await EchoAsync();
        Assert.Equal(0x8A, await RawWebSocket.FirstByteAfterAsync(engine, id, OutputOnly, [0x89, 0x80, 0, 0, 0, 0]));
        await GoesOnAsync(id);
    }

    private Task<string> EchoAsync() => _docker.OkAsync("run", "-d", "-i", BusyboxImage.Name, "sh", "-c", "while read line; do echo $line; done");

    private async Task GoesOnAsync(string id)
    {
        using (var client = await WebSocketClient.ConnectAsync(engine, id, All))
        {
            await client.SendAsync("still\n");
            await client.ReadUntilAsync("still\n");
        }

        Assert.Equal("running", await _docker.InspectAsync(id, "{{.State.Status}}"));
        await _docker.OkAsync("rm", "-f", id);
    }
}
