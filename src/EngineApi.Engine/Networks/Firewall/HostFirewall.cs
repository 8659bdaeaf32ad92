namespace EngineApi.Engine.Networks.Firewall;

/// <summary>
/// The rules of this engine on the host. What they should be is in memory, made from networks and running containers; each
/// <see cref="ApplyAsync"/> writes all of it, so that it mends what somebody else broke. Changes that come while one is being
/// written are written together.
/// </summary>
public sealed class HostFirewall(EngineId engine, EngineOptions options) : IDisposable
{
    private const int RememberedWriters = 32;

    private static readonly string[] s_arguments = ["--noflush", "-w"];
    private static readonly bool[] s_families = [false, true];

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Dictionary<string, FirewalledBridge> _bridges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<ForwardedPort>> _ports = new(StringComparer.Ordinal);
    private readonly HashSet<bool> _jumpsKnown = [];
    private readonly HashSet<bool> _dropsWanted = [];
    private readonly Queue<int> _writers = new();
    private readonly int[] _expected = new int[2];
    private long _wanted;
    private long _written;
    private FirewallChains? _chains;

    private FirewallChains Chains => _chains ??= new(engine.Value);

    /// <summary>
    /// There may be rules of ours, of this run or an earlier one. The mark lies where nothing survives a reboot; nor do rules.
    /// </summary>
    internal bool WasUsed => File.Exists(Mark);

    private string Mark => Path.Combine(options.ExecRoot, "firewall");

    internal void Set(string networkId, FirewalledBridge bridge)
    {
        lock (_gate)
            _bridges[networkId] = bridge;
    }

    internal bool Has(string networkId)
    {
        lock (_gate)
            return _bridges.ContainsKey(networkId);
    }

    internal bool Remove(string networkId)
    {
        lock (_gate)
            return _bridges.Remove(networkId);
    }

    /// <summary>The ports of one container; an empty list takes them away.</summary>
    /// <returns>False if nothing is new.</returns>
    internal bool Forward(string containerId, IReadOnlyList<ForwardedPort> ports)
    {
        lock (_gate)
        {
            if (ports.Count == 0)
                return _ports.Remove(containerId);
            if (_ports.TryGetValue(containerId, out var before) && before.SequenceEqual(ports))
                return false;
            _ports[containerId] = ports;
            return true;
        }
    }

    /// <summary>
    /// From the next write on, what nobody accepts of a family is not forwarded (the policy of <c>FORWARD</c>). It is the host's from then
    /// on, and only said again when a flush took it away.
    /// </summary>
    internal void DropForwarded(bool ipv6)
    {
        lock (_gate)
            _dropsWanted.Add(ipv6);
    }

    /// <summary>Takes <see cref="DropForwarded"/> back, unless it is done.</summary>
    internal void LeaveForwarded(bool ipv6)
    {
        lock (_gate)
            _dropsWanted.Remove(ipv6);
    }

    /// <summary>Nobody knows any more what is in the host's tables: the next write looks.</summary>
    public void Doubt()
    {
        lock (_gate)
            _jumpsKnown.Clear();
    }

    /// <summary>Returns when what was changed before the call is in the kernel.</summary>
    /// <exception cref="EngineException">System: iptables is missing or refuses.</exception>
    public async Task ApplyAsync()
    {
        long mine;
        lock (_gate)
            mine = ++_wanted;
        await _writing.WaitAsync();
        try
        {
            if (_written < mine)
                await WriteAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Whether a process was one of those that wrote our rules lately.</summary>
    internal bool IsOurs(int processId)
    {
        lock (_gate)
            return _writers.Contains(processId);
    }

    /// <summary>Whether as many rules of ours are in the kernel as should be; between two writes.</summary>
    internal async Task<bool> IsIntactAsync()
    {
        await _writing.WaitAsync();
        try
        {
            foreach (var ipv6 in s_families.Where(IsKnown))
            {
                var saved = await FirewallProgram.RunAsync(ipv6 ? "ip6tables-save" : "iptables-save", [], "");
                if (SavedRules.Count(saved, FirewallChains.MarkOf(engine.Value)) != _expected[ipv6 ? 1 : 0])
                    return false;
            }

            return true;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private void Note(int processId)
    {
        lock (_gate)
        {
            _writers.Enqueue(processId);
            if (_writers.Count > RememberedWriters)
                _writers.Dequeue();
        }
    }

    private async Task WriteAsync()
    {
        FirewalledBridge[] bridges;
        ForwardedPort[] ports;
        long upTo;
        lock (_gate)
        {
            upTo = _wanted;
            bridges = [.. _bridges.Values];
            ports = [.. _ports.Values.SelectMany(all => all)];
        }

        if (!WasUsed)
            await File.WriteAllBytesAsync(Mark, []);
        await WriteAsync(ipv6: false, "iptables", bridges, ports);
        // Once there was IPv6, what was taken away has to be taken away there, too.
        if (bridges.Any(bridge => bridge.HasIPv6) || IsKnown(ipv6: true))
            await WriteAsync(ipv6: true, "ip6tables", bridges, ports);
        _written = upTo;
    }

    private async Task WriteAsync(bool ipv6, string program, FirewalledBridge[] bridges, ForwardedPort[] ports)
    {
        IReadOnlyList<(FirewallJump Jump, int Line)> jumps = IsKnown(ipv6)
            ? []
            : SavedRules.Missing(await FirewallProgram.RunAsync(program + "-save", [], ""), Chains.Jumps);
        var isFlushed = jumps.Any(one => one.Jump.Chain == FirewallChains.Forwarded);
        var drops = Wants(ipv6) || (isFlushed && (await DroppedAsync()).Contains(DropWord(ipv6)));
        var rules = FirewallRules.Write(Chains, ipv6, bridges, ports, jumps, drops);
        var isNoted = drops && await NoteDropAsync(ipv6);
        try
        {
            await FirewallProgram.RunAsync(program + "-restore", s_arguments, rules, Note);
        }
        catch when (isNoted)
        {
            await ForgetDropAsync(ipv6);
            throw;
        }

        if (drops)
            LeaveForwarded(ipv6);
        _expected[ipv6 ? 1 : 0] = SavedRules.Count(rules, FirewallChains.MarkOf(engine.Value)) - jumps.Count + Chains.Jumps.Count;
        lock (_gate)
            _jumpsKnown.Add(ipv6);
    }

    private bool Wants(bool ipv6)
    {
        lock (_gate)
            return _dropsWanted.Contains(ipv6);
    }

    /// <summary>In the mark, as the next run of the daemon has to know it, too; before it is so, as this one may end right after.</summary>
    /// <returns>False if it was there.</returns>
    private async Task<bool> NoteDropAsync(bool ipv6)
    {
        var dropped = await DroppedAsync();
        if (dropped.Contains(DropWord(ipv6)))
            return false;
        await File.WriteAllTextAsync(Mark, string.Join(' ', [.. dropped, DropWord(ipv6)]));
        return true;
    }

    private async Task ForgetDropAsync(bool ipv6) =>
        await File.WriteAllTextAsync(Mark, string.Join(' ', (await DroppedAsync()).Where(word => word != DropWord(ipv6))));

    private async Task<string[]> DroppedAsync() => (await File.ReadAllTextAsync(Mark)).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string DropWord(bool ipv6) => ipv6 ? "drop6" : "drop4";

    private bool IsKnown(bool ipv6)
    {
        lock (_gate)
            return _jumpsKnown.Contains(ipv6);
    }
}
