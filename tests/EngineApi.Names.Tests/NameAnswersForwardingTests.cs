using System.Collections.Concurrent;
using EngineApi.Names.Forwarding;
using EngineApi.Names.Table;
using EngineApi.Names.Tests.Forwarding;
using Xunit;

namespace EngineApi.Names.Tests;

/// <summary>What the table does not know.</summary>
public sealed class NameAnswersForwardingTests : IAsyncDisposable
{
    private readonly string _config = Path.GetTempFileName();
    private readonly ConcurrentQueue<string?> _from = [];

    /// <summary>The first is the host's.</summary>
    private readonly LoopbackServers _servers = new(Good, Good);

    private readonly NameAnswers _answers;

    public NameAnswersForwardingTests()
    {
        File.WriteAllText(_config, $"nameserver {_servers.Servers[0].Address}\n");
        var upstream = new Upstream(
            (netns, family, type, token) =>
            {
                _from.Enqueue(netns);
                return Sockets.OpenAsync(netns, family, type, token);
            })
        { Port = _servers.Port };
        _answers = new(new HostResolvers(_config), upstream);
        Use(isInternal: false);
    }

    private string Own => _servers.Servers[1].Address.ToString();

    public async ValueTask DisposeAsync()
    {
        await _servers.DisposeAsync();
        File.Delete(_config);
    }

    [Theory]
    [InlineData("example.org", 1, false)]
    [InlineData("example.org", 16, true)]
    [InlineData("example.org", 65, false)]
    [InlineData("nobody", 28, false)]
    [InlineData("web.nowhere", 1, false)]
    [InlineData("9.0.1.10.in-addr.arpa", 12, false)]
    [InlineData("", 2, false)]
    public async Task The_host_s_servers_are_asked_from_the_host(string name, int type, bool overTcp)
    {
        var query = Question.For(name, type);

        Assert.Equal(Question.Answer(query, "192.0.2.1"), (await AskAsync(query, overTcp)).ToArray());
        var asked = Assert.Single(_servers.Asked);
        Assert.Equal((_servers.Servers[0].Address, overTcp), (asked.Server, asked.OverTcp));
        Assert.Equal([null], _from);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_own_servers_are_asked_from_where_it_is(bool isInternal)
    {
        Use(isInternal, Own);

        Assert.Equal(0, new Answer(await AskAsync(Question.For("example.org", 1))).Code);
        Assert.Equal(_servers.Servers[1].Address, Assert.Single(_servers.Asked).Server);
        Assert.Equal(["/netns/web"], _from);
    }

    [Fact]
    public async Task On_internal_networks_nobody_is_asked_outside()
    {
        Use(isInternal: true);

        Assert.Equal(2, new Answer(await AskAsync(Question.For("example.org", 1))).Code);
        Assert.Equal(["10.1.0.2"], new Answer(await AskAsync(Question.For("web", 1))).Data);
        Assert.Empty(_servers.Asked);
    }

    [Theory]
    [InlineData("web", 16)]
    [InlineData("web.front", 28)]
    [InlineData("2.0.1.10.in-addr.arpa", 1)]
    public async Task What_the_table_knows_is_asked_of_nobody(string name, int type)
    {
        Assert.Equal(0, new Answer(await AskAsync(Question.For(name, type))).Code);
        Assert.Empty(_servers.Asked);
    }

    [Fact]
    public async Task A_name_with_a_dot_in_a_label_is_not_a_container_s_on_its_network()
    {
        byte[] query = [.. Question.For("", 1)[..12], 9, .. "web.front"u8, 0, 0, 1, 0, 1];

        Assert.Equal(["192.0.2.1"], new Answer(await AskAsync(query)).Data);
    }

    [Fact]
    public async Task If_nobody_answers_that_is_said_with_the_question()
    {
        Use(isInternal: false, "127.0.0.99");

        var answer = new Answer(await AskAsync(Question.For("example.org", 1, udpSize: 512)));

        Assert.True(answer is { Id: Question.Id, Code: 2, Questions: 1, Name: "example.org.", Options: not null });
    }

    /// <summary>Whatever the kernel says to such a server, over either: at worst it is asked in vain.</summary>
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("::1%no-such-link-and-too-long-for-one")]
    [InlineData("fe80::1%4294967295")]
    public async Task Next_to_a_server_that_is_none_the_other_one_answers(string address)
    {
        Use(isInternal: false, address, Own);

        foreach (var overTcp in new[] { false, true })
            Assert.Equal(["192.0.2.1"], new Answer(await AskAsync(Question.For("example.org", 1), overTcp)).Data);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_that_a_server_sends_breaks_it(bool overTcp)
    {
        var random = new Random(20261);
        await using var servers = new LoopbackServers(query =>
        {
            var answer = Question.Answer(query, "192.0.2.1", "192.0.2.2");
            for (var changes = random.Next(1, 5); changes > 0; changes--)
                answer[random.Next(answer.Length)] = (byte)random.Next(256);
            // The end: whoever still waits over UDP has something to read.
            return [answer[..random.Next(answer.Length + 1)], Question.Failure(query, 3)];
        });
        var answers = new NameAnswers(new HostResolvers(_config), new Upstream(Sockets.OpenAsync) { Port = servers.Port });
        answers.Use(NameTable.Of([Networks.Network("front", Networks.Container("web", "10.1.0.2", "web"))]));
        for (var turn = 0; turn < 300; turn++)
        {
            var answer = await answers.AnswerAsync(Question.For("example.org", 1), "web", overTcp, TestContext.Current.CancellationToken);
            Assert.Equal(Question.Id, answer.Span[0] << 8 | answer.Span[1]);
        }
    }

    private static IEnumerable<byte[]> Good(byte[] query) => [Question.Answer(query, "192.0.2.1")];

    private void Use(bool isInternal, params string[] servers) => _answers.Use(NameTable.Of(
        [Networks.Network("front", Networks.Container("web", "10.1.0.2", "web") with { Servers = servers }) with { IsInternal = isInternal }]));

    private async Task<ReadOnlyMemory<byte>> AskAsync(byte[] query, bool overTcp = false) =>
        await _answers.AnswerAsync(query, "web", overTcp, TestContext.Current.CancellationToken);
}
