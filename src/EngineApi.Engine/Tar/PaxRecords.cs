using System.Buffers.Text;
using System.Globalization;
using System.Text;
using EngineApi.Linux.Files;

namespace EngineApi.Engine.Tar;

/// <summary>
/// An extended header (POSIX.1-2001, pax): records <c>LENGTH KEY=VALUE\n</c>. Values are bytes; those of extended attributes may be any.
/// </summary>
internal sealed class PaxRecords
{
    public const string AttributePrefix = "SCHILY.xattr.";

    private readonly List<KeyValuePair<string, byte[]>> _records = [];

    public bool IsEmpty => _records.Count == 0;

    public void Add(string key, string value) => Add(key, FileName.Encode(value));

    public void Add(string key, byte[] value) => _records.Add(new(key, value));

    /// <exception cref="TarFormatException">A record is malformed.</exception>
    public static PaxRecords Parse(ReadOnlySpan<byte> bytes)
    {
        var records = new PaxRecords();
        while (!bytes.IsEmpty)
        {
            if (!Utf8Parser.TryParse(bytes, out int length, out var digits) || length <= digits + 2 || length > bytes.Length
                || bytes[digits] != ' ' || bytes[length - 1] != '\n')
            {
                throw TarFormatException.InvalidHeader();
            }

            var record = bytes[(digits + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1)
                throw TarFormatException.InvalidHeader();
            records.Add(FileName.Decode(record[..equals]), record[(equals + 1)..].ToArray());
            bytes = bytes[length..];
        }

        return records;
    }

    /// <summary>The entry with what the records say instead of its header. The last of several records counts; an empty one is none.</summary>
    /// <exception cref="TarFormatException">A value cannot be read.</exception>
    public TarEntry Apply(TarEntry entry)
    {
        List<KeyValuePair<string, byte[]>>? attributes = null;
        foreach (var (key, value) in _records)
        {
            if (key.StartsWith(AttributePrefix, StringComparison.Ordinal))
            {
                (attributes ??= []).Add(new(key[AttributePrefix.Length..], value));
                continue;
            }

            if (value.Length == 0)
                continue;
            entry = key switch
            {
                "path" => entry with { Name = PathValue(value) },
                "linkpath" => entry with { LinkName = PathValue(value) },
                "size" => entry with { Size = Number(value) is var size and >= 0 ? size : throw TarFormatException.InvalidHeader() },
                "uid" => entry with { UserId = (uint)Number(value) },
                "gid" => entry with { GroupId = (uint)Number(value) },
                "mtime" => WithTime(entry, value),
                _ => entry,
            };
        }

        return attributes is null ? entry : entry with { Attributes = attributes };
    }

    /// <summary>Every value of a key, in order.</summary>
    public IEnumerable<string> All(string key) => _records.Where(record => record.Key == key).Select(record => FileName.Decode(record.Value));

    public string? Last(string key) => All(key).LastOrDefault();

    public byte[] ToBytes()
    {
        var bytes = new MemoryStream();
        foreach (var (key, value) in _records)
        {
            var name = FileName.Encode(key);
            var rest = name.Length + value.Length + 3;
            // The length counts its own digits.
            var length = rest + Digits(rest);
            length = rest + Digits(length);
            bytes.Write(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture) + " "));
            bytes.Write(name);
            bytes.WriteByte((byte)'=');
            bytes.Write(value);
            bytes.WriteByte((byte)'\n');
        }

        return bytes.ToArray();
    }

    public static long Number(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out long number, out var read) && read == digits.Length ? number : throw TarFormatException.InvalidHeader();

    private static int Digits(int number) => number < 10 ? 1 : 1 + Digits(number / 10);

    private static string PathValue(byte[] value) =>
        value.AsSpan().Contains((byte)0) ? throw TarFormatException.InvalidHeader() : FileName.Decode(value);

    private static TarEntry WithTime(TarEntry entry, ReadOnlySpan<byte> value)
    {
        var point = value.IndexOf((byte)'.');
        var seconds = Number(point < 0 ? value : value[..point]);
        uint nanoseconds = 0;
        if (point >= 0)
        {
            var scale = 100_000_000u;
            foreach (var digit in value[(point + 1)..])
            {
                if (digit is < (byte)'0' or > (byte)'9')
                    throw TarFormatException.InvalidHeader();
                nanoseconds += (uint)(digit - '0') * scale;
                scale /= 10;
            }
        }

        // -1.25 is three quarters after -2.
        if (value[0] == '-' && nanoseconds > 0)
            (seconds, nanoseconds) = (seconds - 1, 1_000_000_000 - nanoseconds);
        return entry with { ModifiedSeconds = seconds, ModifiedNanoseconds = nanoseconds };
    }
}
