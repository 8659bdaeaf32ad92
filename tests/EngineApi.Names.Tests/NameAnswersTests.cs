using System.Net.Sockets;
using EngineApi.Names.Forwarding;
using EngineApi.Names.Table;
using Xunit;

namespace EngineApi.Names.Tests;

/// <summary>What the table knows, and what is no question: nobody else is asked.</summary>
public sealed class NameAnswersTests
{
    private readonly NameAnswers _answers = new(new HostResolvers("/nonexistent/resolv.conf"), new Upstream(Refuse));

    public NameAnswersTests() => _answers.Use(NameTable.Of(
    [
        Networks.Network(
            "front",
            Networks.Container("web", "10.1.0.3", "web", "shared") with { IPv6Address = "fd01::3" },
            Networks.Container("proxy", "10.1.0.2", "proxy", "shared")),
    ]));

    [Theory]
    [InlineData("web", 1, "10.1.0.3")]
    [InlineData("WEB.Front", 1, "10.1.0.3")]
    [InlineData("web", 28, "fd01::3")]
    [InlineData("web", 255, "10.1.0.3 fd01::3")]
    [InlineData("3.0.1.10.in-addr.arpa", 12, "web.front.")]
    [InlineData("3.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.d.f.ip6.arpa", 12, "web.front.")]
    [InlineData("2.0.1.10.in-addr.arpa", 255, "proxy.front.")]
    public void Names_and_addresses_of_the_network_are_answered(string name, int type, string data)
    {
        var answer = Ask(Question.For(name, type));

        Assert.Equal(data.Split(' '), answer.Data);
        Assert.All(answer.Records, record => Assert.Equal((name + ".", 600u), (record.Name, record.TimeToLive)));
    }

    [Fact]
    public void A_name_of_several_has_the_addresses_of_all() => Assert.Equal(["10.1.0.2", "10.1.0.3"], Ask(Question.For("shared", 1)).Data.Order());

    [Theory]
    [InlineData("proxy", 28)]
    [InlineData("web", 15)]
    [InlineData("web", 16)]
    [InlineData("web", 33)]
    [InlineData("web.front", 65)]
    [InlineData("web", 12)]
    [InlineData("3.0.1.10.in-addr.arpa", 1)]
    [InlineData("3.0.1.10.in-addr.arpa", 16)]
    public void A_known_name_has_nothing_of_another_type(string name, int type) =>
        Assert.True(Ask(Question.For(name, type)) is { Code: 0, Records: [], IsTruncated: false });

    [Theory]
    [InlineData("nobody", 1)]
    [InlineData("nobody.front", 28)]
    [InlineData("example.org", 65)]
    [InlineData("9.0.1.10.in-addr.arpa", 12)]
    [InlineData("", 2)]
    public void What_is_unknown_fails_where_nobody_can_be_asked(string name, int type) => Assert.Equal(2, Ask(Question.For(name, type)).Code);

    [Fact]
    public void Who_is_on_no_network_is_told_nothing() => Assert.Equal(2, Ask(Question.For("web", 1), "stranger").Code);

    [Fact]
    public void A_new_table_holds_at_once()
    {
        _answers.Use(NameTable.Of([Networks.Network("front", Networks.Container("proxy", "10.1.0.2", "proxy"), Networks.Container("web", "10.1.0.9", "web"))]));
        Assert.Equal(["10.1.0.9"], Ask(Question.For("web", 1)).Data);

        _answers.Use(NameTable.Empty);
        Assert.Equal(2, Ask(Question.For("web", 1)).Code);
    }

    [Theory]
    [InlineData(252)]
    [InlineData(251)]
    [InlineData(41)]
    public void Zones_are_refused(int type) => Assert.Equal(5, Ask(Question.For("web", type)).Code);

    [Fact]
    public void Other_classes_are_refused() => Assert.Equal(5, Ask(Question.For("web", 1, recordClass: 3)).Code);

    [Fact]
    public void A_later_edns_is_told_so() => Assert.Equal(16, Ask(Question.For("web", 1, udpSize: 512, version: 1)).Code);

    [Fact]
    public void What_cannot_be_read_is_told_so_without_a_question()
    {
        var answer = Ask(Question.For("web", 1)[..^1]);

        Assert.True(answer is { Id: Question.Id, Code: 1, Questions: 0, Length: 12, WantsRecursion: true });
    }

    [Fact]
    public void What_has_no_header_is_not_answered() => Assert.True(AskRaw(new byte[11]).IsEmpty);

    [Fact]
    public void Over_tcp_all_is_said()
    {
        var many = Enumerable.Range(0, 200).Select(one => Networks.Container("c" + one, $"10.1.1.{one}", "many")).ToArray();
        _answers.Use(NameTable.Of([Networks.Network("front", many)]));

        Assert.True(new Answer(AskRaw(Question.For("many", 1), "c1", overTcp: false)) is { IsTruncated: true, Length: <= 512 });
        Assert.True(new Answer(AskRaw(Question.For("many", 1), "c1", overTcp: true)) is { IsTruncated: false, Records.Count: 200 });
    }

    /// <summary>Each must be answered with what a client can read, or with nothing.</summary>
    [Fact]
    public void Nothing_that_is_sent_breaks_it()
    {
        var random = new Random(20260);
        byte[][] good = [Question.For("shared.front", 255, udpSize: 1232), Question.For("3.0.1.10.in-addr.arpa", 12), Question.For("web", 1, udpSize: 0)];
        for (var turn = 0; turn < 50_000; turn++)
        {
            byte[] message = [.. good[turn % good.Length]];
            if (turn % 10 == 0)
                random.NextBytes(message = new byte[random.Next(600)]);
            // Most of them otherwise end at the first look.
            if (turn % 20 == 0 && message.Length > 12)
                new byte[] { 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1 }.CopyTo(message, 0);
            for (var changes = random.Next(4); changes > 0 && message.Length > 0; changes--)
                message[random.Next(message.Length)] = (byte)random.Next(256);
            var answer = AskRaw(message[..random.Next(Math.Max(0, message.Length - 5), message.Length + 1)], overTcp: turn % 3 == 0);
            if (!answer.IsEmpty)
                Assert.True(new Answer(answer).IsAnswer);
        }
    }

    private static ValueTask<Socket> Refuse(string? netnsPath, AddressFamily family, SocketType type, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("nobody is to be asked");

    private Answer Ask(byte[] query, string containerId = "web") => new(AskRaw(query, containerId));

    private ReadOnlyMemory<byte> AskRaw(byte[] query, string containerId = "web", bool overTcp = false)
    {
        var answering = _answers.AnswerAsync(query, containerId, overTcp, default);
        return answering.IsCompletedSuccessfully ? answering.Result : throw new InvalidOperationException("what the table knows is not there at once");
    }
}
