using System.Buffers;
using System.Globalization;
using System.Text;

namespace EngineApi.Linux;

/// <summary>Reads the small text files of proc(5) and of cgroup file systems.</summary>
public static class KernelFile
{
    private const int FirstBuffer = 16 << 10;

    /// <summary>More than this is no file of counters.</summary>
    private const int MostBytes = 4 << 20;

    /// <summary>All of it; null when it is not there, or went away meanwhile with what it tells of.</summary>
    public static string? TryRead(string path)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            using var file = File.OpenHandle(path);
            var length = 0;
            while (RandomAccess.Read(file, buffer.AsSpan(length), length) is > 0 and var count)
            {
                length += count;
                if (length == buffer.Length)
                    buffer = Grown(buffer);
            }

            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (IOException)
        {
            // Not found, or ENODEV and ESRCH from a file whose cgroup or process has gone since it was opened.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The one number in a file: 0 when the file is not there, 2^64 - 1 for <c>max</c>.</summary>
    public static ulong ReadNumber(string path) => TryRead(path).AsSpan().Trim() is var text && text.SequenceEqual("max") ? ulong.MaxValue : Number(text);

    /// <summary>The number behind a name in lines of <c>name number</c>; 0 when there is no such line.</summary>
    public static ulong Field(string? lines, string name)
    {
        foreach (var line in lines.AsSpan().EnumerateLines())
        {
            if (line.Length > name.Length && line[name.Length] == ' ' && line.StartsWith(name, StringComparison.Ordinal))
                return Number(line[(name.Length + 1)..].Trim());
        }

        return 0;
    }

    /// <summary>0 for what is no number.</summary>
    public static ulong Number(ReadOnlySpan<char> text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <exception cref="IOException">It is too long.</exception>
    private static byte[] Grown(byte[] full)
    {
        if (full.Length >= MostBytes)
            throw new IOException("a file of the kernel is longer than " + MostBytes + " bytes");
        var grown = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(grown, 0);
        ArrayPool<byte>.Shared.Return(full);
        return grown;
    }
}
