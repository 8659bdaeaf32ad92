using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Tests.Containers.Spec;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Mounts;

public class BindDefaultsTests
{
    private static readonly BindDefaults Defaults = new("/var/lib/engine", ReadOnlyNonRecursive: false);

    private static ResolvedMount Bind(string source, string propagation = "", bool readOnly = false) =>
        new() { Type = "bind", Source = source, Destination = "/x", Propagation = propagation, ReadOnly = readOnly };

    [Theory]
    [InlineData("/", "", "rslave")]
    [InlineData("/var", "", "rslave")]
    [InlineData("/var/lib/engine", "", "rslave")]
    [InlineData("/var/lib/engine/volumes", "rslave", "rslave")]
    [InlineData("/var/lib/engine2", "", "")]
    [InlineData("/va", "", "")]
    [InlineData("/home", "rslave", "rslave")]
    public void What_holds_mounts_of_the_engine_is_a_slave(string source, string asked, string settled) =>
        Assert.Equal(settled, Defaults.Apply(Bind(source, asked)).Propagation);

    [Fact]
    public void A_slave_for_the_engines_sake_is_one_where_that_is_possible()
    {
        Assert.True(Defaults.Apply(Bind("/")).SlaveIfPossible);
        Assert.True(Defaults.Apply(Bind("/", "rslave")).SlaveIfPossible);
        Assert.False(Defaults.Apply(Bind("/home", "rslave")).SlaveIfPossible);
        Assert.False(Defaults.Apply(Bind("/", "rshared")).SlaveIfPossible);
    }

    [Theory]
    [InlineData("private")]
    [InlineData("rprivate")]
    [InlineData("slave")]
    [InlineData("shared")]
    public void What_would_hold_them_is_refused(string propagation)
    {
        Assert.Equal(
            "invalid mount config: must use either propagation mode \"rslave\" or \"rshared\" when mount source is within the daemon root, "
            + $"daemon root: \"/var/lib/engine\", bind mount source: \"/var\", propagation: \"{propagation}\"",
            Given.Refusal(() => Check("/var", propagation)));
        Check("/home", propagation);
    }

    [Fact]
    public void Before_1_44_a_read_only_bind_was_not_recursive()
    {
        var old = Defaults with { ReadOnlyNonRecursive = true };
        Assert.Equal(ReadOnlyDepth.NonRecursive, old.Apply(Bind("/home", readOnly: true)).ReadOnlyDepth);
        Assert.Equal(ReadOnlyDepth.RecursiveIfPossible, old.Apply(Bind("/home")).ReadOnlyDepth);
        Assert.Equal(ReadOnlyDepth.Recursive, old.Apply(Bind("/home", readOnly: true) with { ReadOnlyDepth = ReadOnlyDepth.Recursive }).ReadOnlyDepth);
        Assert.Equal(ReadOnlyDepth.RecursiveIfPossible, Defaults.Apply(Bind("/home", readOnly: true)).ReadOnlyDepth);
    }

    private static void Check(string source, string propagation) =>
        Defaults.Check(new BindRequest { Source = source, Destination = "/x", Propagation = propagation });
}
