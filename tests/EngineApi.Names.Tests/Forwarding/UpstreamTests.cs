using System.Net;
using System.Net.Sockets;
using EngineApi.Names.Forwarding;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Names.Tests.Forwarding;

public sealed class UpstreamTests
{
    private static readonly byte[] Query = Question.For("example.org", 1);

    private readonly SteppedTime _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_answer_has_the_id_of_the_query_again(bool overTcp)
    {
        await using var servers = new LoopbackServers(Good);

        var answer = await AskAsync(servers, overTcp: overTcp);

        Assert.Equal(Question.Answer(Query, "192.0.2.1"), answer.ToArray());
        Assert.Equal(overTcp, Assert.Single(servers.Asked).OverTcp);
    }

    [Fact]
    public async Task Each_question_has_an_id_and_a_port_of_its_own()
    {
        await using var servers = new LoopbackServers(Good);
        for (var turn = 0; turn < 20; turn++)
            Assert.False((await AskAsync(servers)).IsEmpty);

        // By chance, two of them are the same now and then.
        Assert.True(servers.Asked.Select(one => one.Query[0] << 8 | one.Query[1]).Distinct().Count() > 10);
        Assert.True(servers.Asked.Select(one => one.From.Port).Distinct().Count() > 10);
        Assert.All(servers.Asked, one => Assert.Equal(Query[2..], one.Query[2..]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task After_a_failure_the_next_is_asked(int code)
    {
        await using var servers = new LoopbackServers(query => [Question.Failure(query, code)], Good);

        Assert.Equal(["192.0.2.1"], new Answer(await AskAsync(servers)).Data);
        Assert.Equal(servers.Servers.Select(server => server.Address), servers.Asked.Select(one => one.Server));
    }

    [Fact]
    public async Task That_there_is_no_such_name_is_an_answer()
    {
        await using var servers = new LoopbackServers(query => [Question.Failure(query, 3)], Good);

        Assert.Equal(3, new Answer(await AskAsync(servers)).Code);
    }

    [Fact]
    public async Task After_all_failed_there_is_no_answer()
    {
        await using var servers = new LoopbackServers(query => [Question.Failure(query, 2)], query => [Question.Failure(query, 5)]);

        Assert.True((await AskAsync(servers)).IsEmpty);
        Assert.Equal(2, servers.Asked.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_nobody_listens_the_next_is_asked(bool overTcp)
    {
        await using var servers = new LoopbackServers(Good);

        var answer = await AskAsync(servers, [new(IPAddress.Parse("127.0.0.99")), .. servers.Servers], overTcp);

        Assert.Equal(["192.0.2.1"], new Answer(answer).Data);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_three_that_are_silent_each_has_a_third_of_the_time(bool overTcp)
    {
        await using var servers = new LoopbackServers(Silent, Silent, Silent);
        var asking = AskAsync(servers, overTcp: overTcp).AsTask();
        for (var asked = 1; asked <= 3; asked++)
        {
            await Eventually.BecomesTrueAsync(() => servers.Asked.Count == asked);
            _time.Advance(TimeSpan.FromSeconds(1.49));
            Assert.False(asking.IsCompleted);
            Assert.Equal(asked, servers.Asked.Count);
            _time.Advance(TimeSpan.FromSeconds(0.01));
        }

        Assert.True((await asking).IsEmpty);
    }

    [Fact]
    public async Task A_single_one_has_four_seconds()
    {
        await using var servers = new LoopbackServers(Silent);
        var asking = AskAsync(servers).AsTask();
        await Eventually.BecomesTrueAsync(() => servers.Asked.Count == 1);

        _time.Advance(TimeSpan.FromSeconds(3.99));
        Assert.False(asking.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.01));

        Assert.True((await asking).IsEmpty);
    }

    [Fact]
    public async Task What_is_not_the_answer_is_let_go_by_over_udp()
    {
        await using var servers = new LoopbackServers(query =>
        [
            [],
            query,
            Question.Answer(query, "192.0.2.66")[..20],
            Question.Answer([(byte)~query[0], .. query[1..]], "192.0.2.66"),
            Question.Answer([.. query[..2], .. Question.For("example.com", 1)[2..]], "192.0.2.66"),
            new byte[9000],
            Question.Answer(query, "192.0.2.1"),
        ]);

        Assert.Equal(["192.0.2.1"], new Answer(await AskAsync(servers)).Data);
    }

    [Fact]
    public async Task Nobody_but_the_server_is_listened_to()
    {
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        LoopbackServers? asked = null;
        await using var servers = asked = new LoopbackServers(query =>
        {
            // With all that only the server knows, but from another address: it is in the queue before the answer.
            stranger.SendTo(Question.Answer(query, "192.0.2.66"), asked!.Asked.Last().From);
            return Good(query);
        });

        Assert.Equal(["192.0.2.1"], new Answer(await AskAsync(servers)).Data);
    }

    [Fact]
    public async Task A_wrong_answer_over_tcp_is_a_failure()
    {
        await using var servers = new LoopbackServers(query => [[1, 2, 3]], query => [[]], query => [Question.Answer([0, 0, .. query[2..]], "192.0.2.66")], Good);

        Assert.Equal(["192.0.2.1"], new Answer(await AskAsync(servers, overTcp: true)).Data);
    }

    [Fact]
    public async Task Large_answers_come_through()
    {
        var query = Question.For("example.org", 1, udpSize: 8000);
        byte[] Large(byte[] asked) => Question.Answer([.. asked[..^11]], [.. Enumerable.Range(0, 250).Select(one => "192.0.2.1")]).Concat(new byte[3900]).ToArray();
        await using var servers = new LoopbackServers(asked => [Large(asked)]);

        Assert.Equal(Large(query), (await Upstream(servers).AskAsync(query, servers.Servers, null, "a", overTcp: false, default)).ToArray());
        Assert.Equal(Large(query), (await Upstream(servers).AskAsync(query, servers.Servers, null, "a", overTcp: true, default)).ToArray());
    }

    [Fact]
    public async Task A_container_that_asks_too_much_has_no_answer_and_the_others_have()
    {
        await using var servers = new LoopbackServers(query => query[13] == 's' ? [] : Good(query));
        using var end = new CancellationTokenSource();
        var upstream = Upstream(servers);
        var silent = Question.For("silent.example", 1);
        var asking = Enumerable.Range(0, 256).Select(_ => upstream.AskAsync(silent, servers.Servers, null, "a", overTcp: false, end.Token).AsTask()).ToArray();

        Assert.True((await upstream.AskAsync(Query, servers.Servers, null, "a", overTcp: false, default)).IsEmpty);
        Assert.False((await upstream.AskAsync(Query, servers.Servers, null, "b", overTcp: false, default)).IsEmpty);

        await end.CancelAsync();
        foreach (var one in asking)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False((await upstream.AskAsync(Query, servers.Servers, null, "a", overTcp: false, default)).IsEmpty);
    }

    [Fact]
    public async Task Sockets_are_of_the_namespace_and_the_family_asked_for()
    {
        var asked = new List<(string?, AddressFamily, SocketType)>();
        var upstream = new Upstream((netns, family, type, _) =>
        {
            asked.Add((netns, family, type));
            throw new IOException("the namespace is gone");
        });

        Assert.True((await upstream.AskAsync(Query, [new(IPAddress.Loopback), new(IPAddress.IPv6Loopback)], "/netns/a", "a", overTcp: true, default)).IsEmpty);
        Assert.Equal([("/netns/a", AddressFamily.InterNetwork, SocketType.Stream), ("/netns/a", AddressFamily.InterNetworkV6, SocketType.Stream)], asked);
    }

    [Fact]
    public async Task A_server_behind_an_interface_is_asked_through_it()
    {
        await using var servers = new LoopbackServers(Good);
        var there = servers.Servers[0] with { Interface = "lo" };
        var nowhere = servers.Servers[0] with { Interface = "no-such-link" };

        Assert.False((await AskAsync(servers, [there])).IsEmpty);
        Assert.True((await AskAsync(servers, [nowhere])).IsEmpty);
    }

    private static IEnumerable<byte[]> Good(byte[] query) => [Question.Answer(query, "192.0.2.1")];

    private static IEnumerable<byte[]> Silent(byte[] query) => [];

    private ValueTask<ReadOnlyMemory<byte>> AskAsync(LoopbackServers servers, IReadOnlyList<ServerAddress>? asked = null, bool overTcp = false) =>
        Upstream(servers).AskAsync(Query, asked ?? servers.Servers, null, "container", overTcp, TestContext.Current.CancellationToken);

    private Upstream Upstream(LoopbackServers servers) => new(Sockets.OpenAsync, _time) { Port = servers.Port };
}
