using EngineApi.Names.Table;

namespace EngineApi.Names.Tests;

/// <summary>Networks to look names up on.</summary>
internal static class Networks
{
    public static NameNetwork Network(string name, params NamedContainer[] containers) => new(name + "-id", name, IsInternal: false, containers);

    public static NamedContainer Container(string id, string ipv4, params string[] names) => new(id, "/netns/" + id, ipv4, "", names, []);
}
