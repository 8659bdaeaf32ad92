namespace EngineApi.Grpc.Tests.Core;

public sealed class MetadataTests
{
    [Fact]
    public void Keys_are_lower_case_and_the_last_of_a_key_counts()
    {
        var metadata = new Metadata { { "Name", "first" }, { "NAME", "second" } };

        Assert.Equal("name", metadata[0].Key);
        Assert.Equal("second", metadata.GetValue("nAmE"));
        Assert.Equal(["first", "second"], metadata.GetAll("name").Select(entry => entry.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("white space")]
    [InlineData("colon:")]
    [InlineData("ümlaut")]
    public void A_key_that_cannot_travel_is_refused(string key) => Assert.ThrowsAny<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Fact]
    public void Text_and_bytes_are_told_apart_by_the_key()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("data-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("data", [1]));
        Assert.Throws<InvalidOperationException>(() => new Metadata.Entry("data-bin", [1]).Value);
        Assert.Equal("text"u8.ToArray(), new Metadata.Entry("data", "text").ValueBytes);
    }

    [Fact]
    public void The_shared_empty_instance_stays_empty()
    {
        Assert.True(Metadata.Empty.IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));
    }
}
