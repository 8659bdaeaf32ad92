using System.Net.Sockets;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Sockets;

namespace EngineApi.Server.Listeners;

/// <summary>
/// Binds the unix socket. Nobody can connect before the server listens on it, so owner and mode, which are set in between,
/// hold from the first moment on.
/// </summary>
internal static class UnixListener
{
    private const int Mode = 0b110_110_000; // rw-rw----
    private const uint SocketFile = 0xC000;

    /// <param name="group">Numeric id, or null to leave the group as it is.</param>
    /// <exception cref="ListenException">Somebody listens there, or the path is no socket.</exception>
    public static Socket Bind(UnixDomainSocketEndPoint endpoint, uint? group)
    {
        var path = endpoint.ToString()!;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        RemoveStale(path, endpoint);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endpoint);
            SocketPermissions.Apply(path, Mode, group);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void RemoveStale(string path, UnixDomainSocketEndPoint endpoint)
    {
        if (!Path.Exists(path)) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Blocking = false;
            probe.Connect(endpoint);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionRefused)
        {
            // Nobody listens: what an engine that was killed left behind. An ordinary file refuses in the same way.
            if (FileStatus.Find(path) is { Type: not SocketFile }) throw new ListenException($"cannot listen on unix://{path}: the file is not a socket", error);
            File.Delete(path);
            return;
        }
        catch (SocketException error) when (error.SocketErrorCode is not SocketError.WouldBlock)
        {
            throw new ListenException($"cannot listen on unix://{path}: {error.Message}", error);
        }
        throw new ListenException($"cannot listen on unix://{path}: another engine answers there; stop it or choose another --host");
    }
}
