namespace EngineApi.Clients.Tests;

/// <summary>Names no other test has.</summary>
internal static class Unique
{
    public static string Name() => "t" + Guid.NewGuid().ToString("N")[..12];
}
