using System.Net;
using System.Net.Sockets;

namespace EngineApi.Engine.Volumes;

/// <summary>The server of a network file system. The kernel takes an address only, and the helpers of mount(8) are not asked.</summary>
internal static class NetworkAddress
{
    private const string Address = "addr=";

    /// <summary>Of name servers that do not answer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <returns>The volume's mount options, with an address for a name in <c>addr=</c>.</returns>
    /// <exception cref="EngineException">System: the name cannot be resolved.</exception>
    public static async Task<string[]> ResolveAsync(VolumeRecord volume, string target)
    {
        var words = VolumeRules.Words(volume.Options);
        var at = Array.FindIndex(words, static word => word.StartsWith(Address, StringComparison.Ordinal));
        if (at < 0 || volume.Options.GetValueOrDefault("type") is not ("nfs" or "nfs4" or "cifs") || IPAddress.TryParse(words[at][Address.Length..], out _))
            return words;
        using var limit = new CancellationTokenSource(Timeout);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(words[at][Address.Length..], limit.Token);
            words[at] = Address + (addresses.FirstOrDefault(static one => one.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0]);
            return words;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ArgumentException)
        {
            throw new EngineException(
                ErrorKind.System, $"error while mounting volume '{target}': error resolving passed in network volume address: lookup {words[at][Address.Length..]}: {e.Message}", e);
        }
    }
}
