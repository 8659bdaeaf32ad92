using System.Net.Sockets;
using System.Text;

namespace EngineApi.Bench.Docker;

/// <summary>A connection of its own on which an engine answers with raw bytes: attach, exec, events.</summary>
internal sealed class RawStream : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly byte[] _rest = new byte[4096];
    private int _at;
    private int _end;

    private RawStream(Socket socket) => _stream = new(socket, ownsSocket: true);

    /// <summary>Sends a request and reads the answer's head.</summary>
    /// <param name="upgrade">Asks for the connection itself, as attach and exec are asked.</param>
    public static async Task<RawStream> OpenAsync(
        string socket, string method, string path, string body, bool upgrade, CancellationToken cancellationToken)
    {
        var raw = new RawStream(await DockerApi.ConnectAsync(socket, cancellationToken));
        try
        {
            var connection = upgrade ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "";
            var type = body.Length > 0 ? "Content-Type: application/json\r\n" : "";
            var request = $"{method} /v1.41/{path} HTTP/1.1\r\nHost: docker\r\n{connection}{type}Content-Length: {body.Length}\r\n\r\n{body}";
            await raw._stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
            await raw.ReadHeadAsync(path, cancellationToken);
            return raw;
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    public Task WriteAsync(byte[] bytes, CancellationToken cancellationToken) => _stream.WriteAsync(bytes, cancellationToken).AsTask();

    /// <returns>0 at the end.</returns>
    public ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        if (_at == _end)
            return _stream.ReadAsync(into, cancellationToken);
        var count = Math.Min(into.Length, _end - _at);
        _rest.AsMemory(_at, count).CopyTo(into);
        _at += count;
        return ValueTask.FromResult(count);
    }

    /// <returns>The number of bytes to the end.</returns>
    public async Task<long> ReadToEndAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[128 << 10];
        for (long length = 0; ;)
        {
            var count = await ReadAsync(buffer, cancellationToken);
            if (count == 0)
                return length;
            length += count;
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task ReadHeadAsync(string path, CancellationToken cancellationToken)
    {
        while (_rest.AsSpan(0, _end).IndexOf("\r\n\r\n"u8) < 0)
        {
            var count = _end < _rest.Length ? await _stream.ReadAsync(_rest.AsMemory(_end), cancellationToken) : 0;
            if (count == 0)
                throw new DockerFailure($"{path}: no answer");
            _end += count;
        }

        _at = _rest.AsSpan(0, _end).IndexOf("\r\n\r\n"u8) + 4;
        var status = Encoding.ASCII.GetString(_rest, 9, 3);
        if (status is not ("101" or "200"))
            throw new DockerFailure($"{path}: {Encoding.UTF8.GetString(_rest, 0, _end)}");
    }
}
