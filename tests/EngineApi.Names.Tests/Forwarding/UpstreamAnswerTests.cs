using EngineApi.Names.Forwarding;
using Xunit;

namespace EngineApi.Names.Tests.Forwarding;

public sealed class UpstreamAnswerTests
{
    /// <summary>A type whose number is no ASCII.</summary>
    private static readonly byte[] Query = Question.For("example.org", 0xC1E1, udpSize: 512);

    [Fact]
    public void The_answer_to_the_question_fits() => Assert.True(UpstreamAnswer.Fits(Query, Question.Answer(Query)));

    [Fact]
    public void The_case_of_the_name_may_be_another()
    {
        var answer = Question.Answer(Query);
        "EXAMPLE"u8.CopyTo(answer.AsSpan(13));

        Assert.True(UpstreamAnswer.Fits(Query, answer));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(13)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(28)]
    public void Another_id_kind_name_type_or_class_does_not_fit(int at)
    {
        var answer = Question.Answer(Query);
        answer[at] ^= 0x81;

        Assert.False(UpstreamAnswer.Fits(Query, answer));
    }

    [Fact]
    public void No_shorter_part_up_to_the_question_fits()
    {
        var answer = Question.Answer(Query);
        for (var length = 0; length < 12 + 13 + 4; length++)
            Assert.False(UpstreamAnswer.Fits(Query, answer.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Without_the_question_only_a_failure_fits(int code, bool fits)
    {
        var answer = Question.Failure(Query, code)[..12];
        answer[5] = 0;

        Assert.Equal(fits, UpstreamAnswer.Fits(Query, answer));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    public void A_server_that_cannot_or_does_not_want_to_says_nothing(int code, bool isUseful) =>
        Assert.Equal(isUseful, UpstreamAnswer.IsUseful(Question.Failure(Query, code)));
}
