using EngineApi.Names.Messages;
using EngineApi.Names.Table;
using Xunit;

namespace EngineApi.Names.Tests.Messages;

public sealed class ReplyTests
{
    [Fact]
    public void An_answer_repeats_id_question_and_wish()
    {
        var answer = Addresses(Question.For("WeB", 1), addresses: 1);

        Assert.Equal(Question.Id, answer.Id);
        Assert.Equal("WeB.", answer.Name);
        Assert.True(answer is { IsAnswer: true, WantsRecursion: true, HasRecursion: true, IsTruncated: false, Code: 0 });
    }

    [Fact]
    public void A_record_is_of_the_name_asked_for_and_lives_ten_minutes()
    {
        var record = Assert.Single(Addresses(Question.For("WeB", 1), addresses: 1).Records);

        Assert.Equal(new("WeB.", Type: 1, Class: 1, TimeToLive: 600, "10.0.0.0"), record);
    }

    [Theory]
    [InlineData(1, 3, 0)]
    [InlineData(28, 0, 3)]
    [InlineData(255, 3, 3)]
    [InlineData(15, 0, 0)]
    [InlineData(65, 0, 0)]
    public void A_type_has_the_records_that_are_of_it(int type, int ipv4, int ipv6)
    {
        var answer = Addresses(Question.For("web", type), addresses: 3);

        Assert.Equal(ipv4, answer.Records.Count(record => record.Type == 1));
        Assert.Equal(ipv6, answer.Records.Count(record => record.Type == 28));
        Assert.Equal(0, answer.Code);
    }

    /// <summary>12 of the header, 9 of the question, 16 for each record.</summary>
    [Theory]
    [InlineData(30, null, 30, false)]
    [InlineData(31, null, 30, true)]
    [InlineData(30, 512, 30, false)]
    [InlineData(31, 600, 31, false)]
    [InlineData(100, 1232, 75, true)]
    [InlineData(500, 65535, 254, true)]
    public void What_does_not_fit_into_a_datagram_is_left_out(int all, int? udpSize, int there, bool isTruncated)
    {
        var answer = Addresses(Question.For("web", 1, udpSize), all);

        Assert.Equal(there, answer.Data.Distinct().Count());
        Assert.Equal(isTruncated, answer.IsTruncated);
        Assert.True(answer.Length <= Math.Clamp(udpSize ?? 512, 512, 4096));
    }

    [Fact]
    public void Addresses_of_both_families_share_the_place()
    {
        var answer = Addresses(Question.For("web", 255), addresses: 20);

        Assert.Equal(20, answer.Records.Count(record => record.Type == 1));
        Assert.Equal(6, answer.Records.Count(record => record.Type == 28));
        Assert.True(answer.IsTruncated);
    }

    [Fact]
    public void All_fits_over_tcp()
    {
        var query = Question.Read(Question.For("web", 1));
        var answer = new Answer(Reply.Addresses(query, Found(500), Reply.TcpLimit));

        Assert.Equal(500, answer.Data.Distinct().Count());
        Assert.False(answer.IsTruncated);
    }

    [Fact]
    public void Addresses_come_in_another_order_each_time()
    {
        var first = Enumerable.Range(0, 100).Select(_ => Addresses(Question.For("web", 1), addresses: 3).Data.First());

        // By chance all the same: once in 3^99.
        Assert.True(first.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Edns_is_answered_with_edns(bool isSecure)
    {
        var answer = Addresses(Question.For("web", 1, udpSize: 1232, isSecure: isSecure), addresses: 1);

        Assert.Equal(new("", Type: 41, Class: 4096, TimeToLive: isSecure ? 0x8000u : 0, "0"), answer.Options);
    }

    [Fact]
    public void A_code_above_15_is_in_two_parts() =>
        Assert.Equal(16, new Answer(Reply.Without(Question.Read(Question.For("web", 1, udpSize: 512)), ResponseCode.BadVersion)).Code);

    [Fact]
    public void A_pointer_that_does_not_fit_is_left_out()
    {
        var label = new string('a', 60);
        var query = Question.Read(Question.For($"{label}.{label}.{label}.{label}", 12));
        var target = WireName.Of($"{label}.{label}.{label}.{label}");

        Assert.True(new Answer(Reply.Pointer(query, target, limit: 512)) is { IsTruncated: true, Records: [] });
        Assert.Single(new Answer(Reply.Pointer(query, target, Reply.TcpLimit)).Records);
    }

    private static Answer Addresses(byte[] message, int addresses)
    {
        var query = Question.Read(message);
        return new(Reply.Addresses(query, Found(addresses), Reply.LimitOverUdp(query)));
    }

    private static NameAddresses Found(int count) => new(
        [.. Enumerable.Range(0, count).Select(one => (byte[])[10, 0, (byte)(one >> 8), (byte)one])],
        [.. Enumerable.Range(0, count).Select(one => (byte[])[0xFD, .. new byte[13], (byte)(one >> 8), (byte)one])]);
}
