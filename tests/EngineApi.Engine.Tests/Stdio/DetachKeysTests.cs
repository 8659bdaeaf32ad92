using System.Buffers;
using System.Text;
using EngineApi.Engine.Stdio;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

public sealed class DetachKeysTests
{
    [Theory]
    [InlineData(null, new byte[] { 16, 17 })]
    [InlineData("", new byte[] { 16, 17 })]
    [InlineData("ctrl-a", new byte[] { 1 })]
    [InlineData("ctrl-@,ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_", new byte[] { 0, 27, 28, 29, 30, 31 })]
    [InlineData("a,ctrl-z,Q", new byte[] { 97, 26, 81 })]
    public void Sequences_are_read(string? keys, byte[] sequence) => Assert.Equal(sequence, DetachKeys.ParseForAttach(keys).Sequence);

    [Theory]
    [InlineData("ctrl-1")]
    [InlineData("ab")]
    [InlineData("a,")]
    public void Others_are_refused_in_dockers_words(string keys)
    {
        var error = Assert.Throws<EngineException>(() => DetachKeys.ParseForAttach(keys));
        Assert.Equal((ErrorKind.InvalidParameter, $"Invalid detach keys ({keys}) provided"), (error.Kind, error.Message));
    }

    [Theory]
    [InlineData("abc", false, "abc")]
    [InlineData("a\u0010b", false, "a\u0010b")]
    [InlineData("a\u0010\u0010\u0011b", true, "a\u0010")]
    [InlineData("\u0010", false, "\u0010")]
    public void Keys_are_held_back_until_they_are_decided(string typed, bool detached, string passed)
    {
        var filter = new DetachKeyFilter(DetachKeys.Default);
        var output = new ArrayBufferWriter<byte>();
        var found = false;
        foreach (var key in Encoding.ASCII.GetBytes(typed))
            found = found || filter.Filter(new ReadOnlySequence<byte>([key]), output);
        if (!found)
            filter.Flush(output);
        Assert.Equal((detached, passed), (found, Encoding.ASCII.GetString(output.WrittenSpan)));
    }
}
