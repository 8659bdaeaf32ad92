using System.Text;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Engine.Stdio;
using EngineApi.Linux;
using EngineApi.Linux.Epoll;
using EngineApi.Linux.Network;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks.Firewall;

/// <summary>
/// Notices when somebody else takes rules of ours out of nf_tables (a firewall that starts, <c>nft flush ruleset</c>) and has them
/// brought back. Where it cannot be noticed, as with legacy iptables, SIGHUP does it.
/// </summary>
public sealed class FlushWatch(
    StdioThread thread, HostFirewall firewall, MendNetworks mend, EngineId engine, ILogger<FlushWatch> log) : IDisposable
{
    /// <summary>Who flushes often writes rules right after.</summary>
    private const int PauseMilliseconds = 200;

    private NetfilterEvents? _events;
    private Registration? _registration;
    private byte[] _mark = [];
    private bool _isPending;

    internal void Begin()
    {
        try
        {
            _events = new();
        }
        catch (LinuxException e)
        {
            log.FlushesNotNoticed(e);
            return;
        }

        _mark = Encoding.ASCII.GetBytes(FirewallChains.MarkOf(engine.Value));
        thread.Reactor.Post(() => _registration = thread.Reactor.Register(_events.Descriptor, Readiness.Readable, _ => Look()));
    }

    public void Dispose()
    {
        if (_events is not { } events)
            return;
        thread.Reactor.Post(() =>
        {
            _registration?.Dispose();
            events.Dispose();
        });
    }

    /// <summary>On the reactor's thread.</summary>
    private void Look()
    {
        if (_isPending | !_events!.Takers(_mark).Any(process => !firewall.IsOurs(process)))
            return;
        _isPending = true;
        thread.Reactor.RunAfter(PauseMilliseconds, () =>
        {
            _isPending = false;
            _ = MendAsync();
        });
    }

    private async Task MendAsync()
    {
        try
        {
            if (await firewall.IsIntactAsync())
                return;
            log.Flushed();
            await mend.ExecuteAsync();
        }
        catch (Exception e)
        {
            log.NotMended("firewall", e);
        }
    }
}
