using EngineApi.Testing;

namespace EngineApi.Clients.Tests;

/// <summary>The busybox image of the tests, brought in the way a user without a registry would: <c>docker import</c>.</summary>
internal static class BusyboxImage
{
    public const string Name = "busybox:latest";

    public static async Task ImportAsync(EngineProcess engine)
    {
        var layer = await TestLayer.BusyboxAsync();
        var imported = await new DockerCli(engine).RunWithInputAsync(layer.Tar, "import", "--change", """CMD ["sh"]""", "-", Name);
        imported.Ok();
    }
}
