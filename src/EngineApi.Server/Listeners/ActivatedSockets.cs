using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EngineApi.Linux;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Server.Listeners;

/// <summary>The sockets systemd hands over at start, sd_listen_fds(3): descriptors from 3 on, counted by <c>LISTEN_FDS</c>.</summary>
internal static class ActivatedSockets
{
    private const int First = 3;

    /// <param name="which">Empty for all, a number counted from 3, or a name from <c>LISTEN_FDNAMES</c>.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static IReadOnlyList<ulong> Find(string which, Func<string, string?> variable)
    {
        if (Number(variable("LISTEN_PID")) is { } pid && pid != Environment.ProcessId)
            throw new ListenException("cannot listen on fd://: the sockets were handed to another process (LISTEN_PID)");
        var count = Number(variable("LISTEN_FDS")) ?? 0;
        if (count == 0) throw new ListenException("cannot listen on fd://: no sockets were handed over by systemd (LISTEN_FDS)");
        var all = Enumerable.Range(First, count).Select(static fd => (ulong)fd).ToArray();
        if (which.Length == 0) return all;
        if (Number(which) is { } number)
        {
            return number >= First && number < First + count
                ? [(ulong)number]
                : throw new ListenException($"cannot listen on fd://{which}: {count} sockets were handed over, from 3 on");
        }
        var names = (variable("LISTEN_FDNAMES") ?? "").Split(':');
        var named = all.Where((_, index) => index < names.Length && names[index] == which).ToArray();
        return named.Length > 0 ? named : throw new ListenException($"cannot listen on fd://{which}: no socket has that name");
    }

    /// <summary>Keeps a handed-over socket from our children, containerd among them, and tells where it listens.</summary>
    /// <exception cref="ListenException">The descriptor is no socket.</exception>
    public static EndPoint? Adopt(ulong descriptor)
    {
        try
        {
            CloseOnExec.Set((int)descriptor);
            using var socket = new Socket(new SafeSocketHandle((nint)descriptor, ownsHandle: false));
            return socket.LocalEndPoint;
        }
        catch (Exception error) when (error is SocketException or LinuxException)
        {
            throw new ListenException($"cannot listen on fd://{descriptor}: {error.Message}", error);
        }
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
