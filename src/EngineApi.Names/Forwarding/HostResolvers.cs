using System.Buffers;
using System.Text;

namespace EngineApi.Names.Forwarding;

/// <summary>
/// The name servers of the host, as <c>resolv.conf(5)</c> has them. The file is looked at again while there are questions, once a
/// second at most: it changes when the host gets into another network.
/// </summary>
/// <param name="path">Of the file.</param>
public sealed class HostResolvers(string path = "/etc/resolv.conf", TimeProvider? time = null)
{
    /// <summary>Bytes; of a longer file this much is read.</summary>
    private const int LongestFile = 64 * 1024;

    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private long? _read;
    private byte[] _text = [];
    private IReadOnlyList<ServerAddress> _servers = [];

    /// <summary>The first three; none if the file names none, or is not there.</summary>
    internal IReadOnlyList<ServerAddress> Current()
    {
        lock (_gate)
        {
            if (_read is { } read && _time.GetElapsedTime(read) < Age)
                return _servers;
            _read = _time.GetTimestamp();
            Read();
            return _servers;
        }
    }

    internal static IReadOnlyList<ServerAddress> Parse(string text) =>
        [.. text.Split('\n').Select(Server).OfType<ServerAddress>().Take(ServerAddress.Most)];

    private static ServerAddress? Server(string line)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words is ["nameserver", var address, ..] ? ServerAddress.TryParse(address) : null;
    }

    /// <summary>The file is small: to read it costs hardly more than to ask when it was changed, and misses nothing.</summary>
    private void Read()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LongestFile);
        try
        {
            using var file = File.OpenHandle(path);
            Take(buffer.AsSpan(0, RandomAccess.Read(file, buffer, fileOffset: 0)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            Take([]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It cannot be read for now: what was read before goes on to hold.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Take(ReadOnlySpan<byte> text)
    {
        if (!text.SequenceEqual(_text))
            (_text, _servers) = (text.ToArray(), Parse(Encoding.UTF8.GetString(text)));
    }
}
