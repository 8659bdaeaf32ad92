using EngineApi.Names.Messages;
using Xunit;

namespace EngineApi.Names.Tests.Messages;

public sealed class QueryTests
{
    private const int Pointer = 0xC0;

    [Fact]
    public void Name_type_and_class_are_read()
    {
        var query = Question.Read(Question.For("Web.Front", type: 28));

        Assert.Equal(RecordType.AddressIPv6, query.Type);
        Assert.Equal(RecordClass.Internet, query.Class);
        Assert.Equal(Question.Name("Web.Front"), query.Name.ToArray());
        Assert.Null(query.Edns);
    }

    [Fact]
    public void Edns_is_read()
    {
        var edns = Question.Read(Question.For("web", 1, udpSize: 1232, version: 3, isSecure: true)).Edns;

        Assert.Equal(new Edns(1232, 3, IsSecure: true), edns);
    }

    [Fact]
    public void Less_than_512_bytes_is_512()
    {
        Assert.Equal(512, Question.Read(Question.For("web", 1, udpSize: 0)).Edns!.Value.UdpSize);
    }

    [Fact]
    public void Every_shorter_part_of_a_query_is_malformed()
    {
        var whole = Question.For("web.front", 1, udpSize: 4096);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(Query.TryRead(whole.AsSpan(0, length), out _, out var refusal));
            // There is nobody to answer without a header.
            Assert.Equal(length < 12 ? null : ResponseCode.Malformed, refusal);
        }

        Assert.True(Query.TryRead(whole, out _, out _));
    }

    [Fact]
    public void An_answer_is_not_answered()
    {
        var message = Question.For("web", 1);
        message[2] |= 0x80;

        Assert.False(Query.TryRead(message, out _, out var refusal));
        Assert.Null(refusal);
    }

    [Fact]
    public void An_update_is_not_implemented()
    {
        var message = Question.For("web", 1);
        message[2] |= 5 << 3;

        Assert.False(Query.TryRead(message, out _, out var refusal));
        Assert.Equal(ResponseCode.NotImplemented, refusal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(255)]
    public void Other_than_one_question_is_malformed(byte questions)
    {
        var message = Question.For("web", 1);
        message[5] = questions;

        AssertMalformed(message);
    }

    [Fact]
    public void A_name_that_points_to_itself_is_malformed() => AssertMalformed([.. Header(), Pointer, 12, 0, 1, 0, 1]);

    [Fact]
    public void A_name_that_points_into_the_header_is_malformed() => AssertMalformed([.. Header(), 3, .. "web"u8, Pointer, 0, 0, 1, 0, 1]);

    [Theory]
    [InlineData(0x40)]
    [InlineData(0x80)]
    public void A_label_of_a_kind_that_is_none_is_malformed(byte length) => AssertMalformed([.. Header(), length, .. new byte[300]]);

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, false)]
    public void A_name_is_no_longer_than_255_bytes_in_all(int textLength, bool isFine)
    {
        var text = string.Join('.', Enumerable.Repeat(new string('a', 49), 5)) + "." + new string('b', textLength - 250);

        Assert.Equal(isFine, Query.TryRead(Question.For(text, 1), out _, out _));
    }

    [Fact]
    public void Two_of_what_there_is_one_of_are_malformed()
    {
        var once = Question.For("web", 1, udpSize: 512);
        byte[] twice = [.. once, .. once[^11..]];
        twice[11] = 2;

        AssertMalformed(twice);
    }

    [Fact]
    public void Other_records_are_passed_over()
    {
        byte[] record = [Pointer, 12, 0, 250, 0, 255, 0, 0, 0, 0, 0, 3, 1, 2, 3];
        byte[] message = [.. Question.For("web", 1), .. record, .. Question.For("web", 1, udpSize: 700)[^11..]];
        message[7] = 1;
        message[11] = 1;

        Assert.Equal(700, Question.Read(message).Edns?.UdpSize);
    }

    [Fact]
    public void More_records_than_there_are_is_malformed()
    {
        var message = Question.For("web", 1, udpSize: 512);
        message[6] = message[7] = message[8] = message[9] = 0xFF;

        AssertMalformed(message);
    }

    private static byte[] Header() => Question.For("", 1)[..12];

    private static void AssertMalformed(byte[] message)
    {
        Assert.False(Query.TryRead(message, out _, out var refusal));
        Assert.Equal(ResponseCode.Malformed, refusal);
    }
}
