using System.Net.Sockets;
using EngineApi.Containerd;
using EngineApi.Containerd.Supervisor;
using Microsoft.Extensions.Logging;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>
/// The containerd this daemon works with: the one it was told, else the system's when somebody listens there, else one of its
/// own (<see cref="ContainerdSupervisor"/>), which it stops at its end.
/// </summary>
public sealed class ContainerdHost(EngineOptions options, ILogger<ContainerdHost> log) : IAsyncDisposable
{
    /// <summary>As <c>--containerd</c>: always one of our own, even where the system has one.</summary>
    public const string Managed = "managed";

    /// <summary>Where distributions put the system's containerd.</summary>
    public const string SystemAddress = "/run/containerd/containerd.sock";

    private ContainerdSupervisor? _supervisor;

    /// <exception cref="InvalidOperationException">Before <see cref="StartAsync"/>.</exception>
    public string Address => Started.Address;

    /// <summary>True when the containerd is our own.</summary>
    public bool IsManaged => Started.IsManaged;

    private ContainerdSupervisor Started => _supervisor ?? throw new InvalidOperationException("containerd was not looked for yet");

    /// <summary>Returns when containerd answers.</summary>
    /// <exception cref="ContainerdException">It does not answer, or does not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var address = options.ContainerdAddress switch
        {
            Managed => null,
            { } given => given,
            null => await AnswersAsync(SystemAddress, cancellationToken) ? SystemAddress : null,
        };
        _supervisor = await ContainerdSupervisor.StartAsync(
            new() { Address = address, DataRoot = options.DataRoot, ExecRoot = options.ExecRoot }, log, cancellationToken);
    }

    public ValueTask DisposeAsync() => _supervisor?.DisposeAsync() ?? default;

    private static async Task<bool> AnswersAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) return false;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false; // a socket that was left behind
        }
    }
}
