using EngineApi.Engine.Networks.Dns;
using EngineApi.Engine.Networks.Firewall;
using EngineApi.Linux.Network;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>
/// Brings back what running containers need: at the start of the gateway, and when somebody else has changed the host's network. What
/// is there and right stays untouched.
/// </summary>
public sealed class MendNetworks(
    Sandboxes sandboxes, NetworkDrivers drivers, HostFirewall firewall, NetworkDns dns, EngineOptions options, ILogger<MendNetworks> log)
{
    /// <summary>
    /// At start-up, when every container that runs has been adopted and before any other may start. A network that cannot be mended
    /// keeps neither the others nor the start waiting.
    /// </summary>
    internal async Task RestoreAsync(IReadOnlyList<string> namespaces, IReadOnlySet<string> running)
    {
        foreach (var leftover in namespaces.Where(id => !running.Contains(id)))
            Try("namespace " + leftover, () => NetworkNamespace.Remove(Path.Combine(options.NetnsRoot, leftover)));
        await EnsureAsync();
    }

    /// <summary>On SIGHUP, and when the host's rules were flushed.</summary>
    public async Task ExecuteAsync()
    {
        firewall.Doubt();
        await EnsureAsync();
    }

    /// <summary>The containers whose namespaces are there.</summary>
    internal IReadOnlyList<string> Namespaces() =>
        Directory.Exists(options.NetnsRoot) ? [.. Directory.EnumerateFiles(options.NetnsRoot).Select(path => Path.GetFileName(path))] : [];

    private async Task EnsureAsync()
    {
        foreach (var network in sandboxes.Networks)
            await TryAsync(network.Name, () => drivers.Get(network.Driver).EnsureAsync(network, CancellationToken.None));
        if (firewall.WasUsed)
            await TryAsync("firewall", firewall.ApplyAsync);
        await dns.RestoreAsync();
    }

    private void Try(string what, Action mend)
    {
        try
        {
            mend();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.NotMended(what, e);
        }
    }

    private async Task TryAsync(string what, Func<Task> mend)
    {
        try
        {
            await mend();
        }
        catch (Exception e) when (e is EngineException or IOException or UnauthorizedAccessException)
        {
            log.NotMended(what, e);
        }
    }
}
