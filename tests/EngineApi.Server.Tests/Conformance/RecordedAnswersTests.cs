namespace EngineApi.Server.Tests.Conformance;

/// <summary>Every recorded answer of dockerd 28.5.2 to the requests that this engine serves, against ours to the same request.</summary>
public sealed class RecordedAnswersTests(Replay replay) : IClassFixture<Replay>
{
    public static TheoryData<string> Names => [.. Replay.Names];

    [Theory, MemberData(nameof(Names))]
    public void Answer_is_as_recorded(string name)
    {
        var ours = replay.AnswerTo(name);
        var differences = Differences.Between(Recording.Read(name), ours, replay.Engine.DataRoot, replay.Engine.ExecRoot)
            .Where(static difference => !KnownDifferences.Allow(difference)).ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
