using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EngineApi.Names.Control;

/// <summary>Lines over a unix socket, both ways.</summary>
public sealed class ControlConnection : IDisposable
{
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    public ControlConnection(Socket socket)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        _reader = new(stream, utf8);
        _writer = new(stream, utf8) { NewLine = "\n", AutoFlush = true };
    }

    /// <returns>Null if nobody listens there.</returns>
    /// <param name="path">Of a unix socket.</param>
    public static async Task<ControlConnection?> TryConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new(socket);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable or SocketError.HostNotFound)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">The other side has gone.</exception>
    public Task SayAsync(string line, CancellationToken cancellationToken) => _writer.WriteLineAsync(line.AsMemory(), cancellationToken);

    /// <returns>Null when the other side has gone.</returns>
    public async Task<string?> HearAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadLineAsync(cancellationToken);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>One of <see cref="ControlLines"/> that is answered by a <see cref="ControlReply"/>.</summary>
    /// <returns>Null when the other side went instead of answering.</returns>
    public async Task<ControlReply?> TellAsync(string line, CancellationToken cancellationToken)
    {
        if (!await TrySayAsync(line, cancellationToken))
            return null;
        var failures = new List<(string, string)>();
        while (await HearAsync(cancellationToken) is { } answer)
        {
            switch (answer.Split('\t'))
            {
                case [ControlLines.Done or ControlLines.Ended]:
                    return new(failures, answer == ControlLines.Ended);
                case [ControlLines.Failed, var container, var reason]:
                    failures.Add((container, reason));
                    break;
            }
        }

        return null;
    }

    /// <returns>The other side's pid and <see cref="ProgramIdentity"/>; null when it went instead.</returns>
    public async Task<(int Pid, string Identity)?> WhoAsync(CancellationToken cancellationToken) =>
        await TrySayAsync(ControlLines.Who, cancellationToken)
        && await HearAsync(cancellationToken) is { } answer
        && answer.Split('\t') is [ControlLines.Who, var number, var identity]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? (pid, identity)
            : null;

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    private async Task<bool> TrySayAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            await SayAsync(line, cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
