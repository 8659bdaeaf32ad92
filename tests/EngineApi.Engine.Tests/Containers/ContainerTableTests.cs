using EngineApi.Engine.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public class ContainerTableTests
{
    private readonly ContainerTable _table = new();

    [Fact]
    public void A_container_is_found_by_id_name_and_unique_prefix()
    {
        var web = Add("aaa1", "web");
        Assert.Same(web, _table.Find("aaa1"));
        Assert.Same(web, _table.Find("web"));
        Assert.Same(web, _table.Find("/web"));
        Assert.Same(web, _table.Find("aa"));
    }

    [Fact]
    public void A_name_wins_over_a_prefix_of_an_id()
    {
        Add("abc1", "one");
        var named = Add("def2", "abc");
        Assert.Same(named, _table.Find("abc"));
    }

    [Theory]
    [InlineData("zz", ErrorKind.NotFound, "No such container: zz")]
    [InlineData("aaa", ErrorKind.InvalidParameter, "multiple IDs found with provided prefix: aaa")]
    [InlineData("", ErrorKind.InvalidParameter, "prefix can't be empty")]
    public void What_cannot_be_found_is_told_in_dockers_words(string wanted, ErrorKind kind, string message)
    {
        Add("aaa1", "one");
        Add("aaa2", "two");
        var error = Assert.Throws<EngineException>(() => _table.Find(wanted));
        Assert.Equal((kind, message), (error.Kind, error.Message));
    }

    [Fact]
    public void A_name_is_taken_from_its_reservation_until_its_release()
    {
        _table.Reserve("web", "aaa1");
        var conflict = Assert.Throws<EngineException>(() => _table.Reserve("web", "bbb2"));
        Assert.Equal(ErrorKind.Conflict, conflict.Kind);
        Assert.StartsWith("Conflict. The container name \"/web\" is already in use by container \"aaa1\".", conflict.Message);
        _table.Release("web", "bbb2");
        Assert.Throws<EngineException>(() => _table.Reserve("web", "bbb2"));
        _table.Release("web", "aaa1");
        _table.Reserve("web", "bbb2");
    }

    private Container Add(string id, string name)
    {
        var container = TestContainer.Create(id, name);
        _table.Reserve(name, id);
        _table.Add(container);
        return container;
    }
}
