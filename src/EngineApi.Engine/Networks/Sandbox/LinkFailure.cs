using EngineApi.Linux;

namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>One clear error for what the kernel refuses.</summary>
internal static class LinkFailure
{
    public static T Explain<T>(NetworkRecord network, Func<T> calls)
    {
        try
        {
            return calls();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Of(network, e);
        }
    }

    public static async Task ExplainAsync(NetworkRecord network, Func<Task> calls)
    {
        try
        {
            await calls();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Of(network, e);
        }
    }

    private static EngineException Of(NetworkRecord network, Exception e) => new(
        ErrorKind.System,
        e is LinuxException { ErrorNumber: Errno.NotSupported }
            ? $"network {network.Name} cannot be set up: the kernel of this host has no {network.Driver} interfaces ({e.Message})"
            : $"network {network.Name} cannot be set up: {e.Message}",
        e);
}
