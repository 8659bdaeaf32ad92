namespace EngineApi.Clients.Tests;

/// <summary>What eng/test.sh fetched or built, and git does not have.</summary>
internal static class Artifacts
{
    /// <param name="name">Below <c>artifacts</c>.</param>
    public static string Path(string name) =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(AppContext.BaseDirectory, "../../../../../artifacts", name));
}
