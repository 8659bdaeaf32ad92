using Xunit;

namespace EngineApi.Engine.Tests;

public sealed class BoundedTextTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(9_999)]
    [InlineData(10_000)]
    public async Task What_fits_is_read_to_its_end(int length)
    {
        var text = new string('x', length);
        Assert.Equal(text, await new StringReader(text).ReadToEndAsync(10_000, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_never_ends_is_given_up()
    {
        var endless = new EndlessReader();
        Assert.Null(await endless.ReadToEndAsync(100_000, TestContext.Current.CancellationToken));
        Assert.InRange(endless.Given, 100_001, 200_000);
    }

    private sealed class EndlessReader : TextReader
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill('y');
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
