namespace EngineApi.Engine.Networks;

/// <summary>What is written on an interface of the host that was made for a network: with it, the interface goes.</summary>
internal static class LinkOwner
{
    public static string Of(NetworkRecord network) => "engineapi " + network.Id;
}
