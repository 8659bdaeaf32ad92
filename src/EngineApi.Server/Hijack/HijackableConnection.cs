using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Epoll;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace EngineApi.Server.Hijack;

/// <summary>
/// Stands between a connection and the HTTP server. It hands the raw transport to an endpoint that takes over, and tells
/// a client that is gone from one that has only finished sending: the server by itself treats both as an abort, and the
/// output after <c>docker exec -i … &lt; file</c>'s end of file would be lost.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Sources without timers hold nothing; disposing them would race with a late hang-up.")]
internal sealed class HijackableConnection : IDuplexPipe, IHijackFeature
{
    private readonly ConnectionContext _connection;
    private readonly Reactor _reactor;
    private readonly IDuplexPipe _transport;
    private readonly PatientPipeReader _input;
    private readonly MutablePipeWriter _output;

    // What the HTTP server sees as the end of the connection: the peer is gone for good.
    private readonly CancellationTokenSource _hungUp = new();
    // What endpoints see; also fired when the daemon stops. For a stream, a half-close is not an end on any transport.
    private readonly CancellationTokenSource _requestAborted = new();
    private readonly CancellationTokenSource _streamAborted = new();
    private FileDescriptor? _watched;
    private Registration? _watch;
    private readonly Lock _gate = new();
    private bool _peerFinished;
    private bool _readsBody;
    private volatile bool _serving;
    private volatile bool _taken;

    private HijackableConnection(ConnectionContext connection, Reactor reactor)
    {
        _connection = connection;
        _reactor = reactor;
        _transport = connection.Transport;
        _input = new(_transport.Input);
        _output = new(_transport.Output);
    }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    public bool Taken => _taken;

    public static async Task RunAsync(ConnectionContext connection, Reactor reactor, LiveConnections live, ConnectionDelegate next)
    {
        var hijackable = new HijackableConnection(connection, reactor);
        var (transport, closed) = (connection.Transport, connection.ConnectionClosed);
        connection.Features.Set(hijackable);
        connection.Features.Set<IHijackFeature>(hijackable);
        connection.Transport = hijackable;
        connection.ConnectionClosed = hijackable._hungUp.Token;
        var registration = closed.UnsafeRegister(static state => ((HijackableConnection)state!).InputEnded(), hijackable);
        live.Add(hijackable);
        try
        {
            await next(connection);
        }
        finally
        {
            live.Remove(hijackable);
            await registration.DisposeAsync();
            hijackable._watch?.Dispose();
            hijackable._watched?.Dispose();
            connection.Transport = transport;
            connection.ConnectionClosed = closed;
        }
    }

    /// <param name="hijacking">Whether the endpoint may take the connection over.</param>
    /// <param name="hasBody">Whether a body follows.</param>
    /// <param name="tellsOfBody">Whether <see cref="BodyRead"/> will be called when it has been read.</param>
    /// <returns>The token for the request's <see cref="HttpContext.RequestAborted"/>.</returns>
    public CancellationToken BeginRequest(bool hijacking, bool hasBody, bool tellsOfBody)
    {
        _output.Written = false;
        _input.InBody = hasBody;
        lock (_gate)
        {
            _serving = true;
            CheckPeer(readsBody: hasBody && tellsOfBody);
        }
        return (hijacking ? _streamAborted : _requestAborted).Token;
    }

    public void EndRequest()
    {
        _serving = false;
        _input.InBody = false;
    }

    /// <summary>The request's body is here to its end.</summary>
    public void BodyRead() => CheckPeer(readsBody: false);

    /// <summary>Replaces what the server is about to say of input that it could not read.</summary>
    /// <returns>False when an endpoint has the word, or the connection.</returns>
    public bool ReplaceAnswer(byte[] answer)
    {
        if (_taken || _serving) return false;
        _output.Replacement = answer;
        _output.Muted = true;
        return true;
    }

    public HijackedConnection TakeOver()
    {
        if (_taken) throw new InvalidOperationException("The connection was taken over before.");
        _output.Muted = true;
        _taken = true;
        return new(_transport.Input, _transport.Output, _streamAborted.Token);
    }

    public async Task CutAsync()
    {
        _output.Muted = true;
        _taken = true;
        await _transport.Output.CompleteAsync();
    }

    /// <summary>Ends what would not end by itself: a hijacked connection, or a response that is under way.</summary>
    public void CutStream()
    {
        if (!_serving || !(_taken || _output.Written)) return;
        _ = _streamAborted.CancelAsync();
        _ = _requestAborted.CancelAsync();
    }

    // The transport read the end of the input, or failed.
    private void InputEnded()
    {
        var features = _connection.Features;
        // TLS says "no more input" in its own words and closes the socket only at the very end.
        if (features.Get<ITlsConnectionFeature>() is not null || features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
        {
            HungUp();
            return;
        }
        // A TCP peer that closed looks like one that finished sending. For a plain request it counts as gone, as it does
        // for dockerd; the answer is written all the same. A unix socket tells the two apart.
        if (socket.AddressFamily != AddressFamily.Unix) PeerFinished();
        try
        {
            // A copy, because the transport closes its own whenever it likes.
            _watched = FileDescriptor.Duplicate(socket.SafeHandle);
            _watch = _reactor.Register(_watched, Readiness.None, OnReady);
        }
        catch (Exception error) when (error is ObjectDisposedException or Linux.LinuxException)
        {
            HungUp(); // the socket is closed already
        }
    }

    private void PeerFinished()
    {
        lock (_gate)
        {
            _peerFinished = true;
            if (!_readsBody && _serving) _ = _requestAborted.CancelAsync();
        }
    }

    // Whoever has finished in the midst of a body is told that it is cut, on any transport.
    private void CheckPeer(bool readsBody)
    {
        lock (_gate)
        {
            _readsBody = readsBody;
            if (_peerFinished && !readsBody) _ = _requestAborted.CancelAsync();
        }
    }

    // Runs on the reactor's thread. Hang-up and error are reported without being asked for, until the watch ends.
    private void OnReady(Readiness ready)
    {
        HungUp();
        _watch?.Dispose();
    }

    private void HungUp()
    {
        _ = _streamAborted.CancelAsync();
        _ = _requestAborted.CancelAsync();
        _ = _hungUp.CancelAsync();
    }
}
