using System.Collections.Concurrent;

namespace EngineApi.Server.Hijack;

/// <summary>The open connections, so that a stop can end the streams among them.</summary>
internal sealed class LiveConnections
{
    private readonly ConcurrentDictionary<HijackableConnection, byte> _open = new();

    public int Count => _open.Count;

    public void Add(HijackableConnection connection) => _open.TryAdd(connection, 0);

    public void Remove(HijackableConnection connection) => _open.TryRemove(connection, out _);

    public void CutStreams()
    {
        foreach (var (connection, _) in _open) connection.CutStream();
    }
}
