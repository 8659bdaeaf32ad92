using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Text;
using System.Text.Unicode;

namespace EngineApi.Linux.Files;

/// <summary>
/// Names of files are bytes, and need not be UTF-8. As text, a byte that is no part of UTF-8 is a lone surrogate, U+DC80 to U+DCFF,
/// so that every name survives the way to text and back.
/// </summary>
public static class FileName
{
    private const char Escape = '\uDC00';

    public static string Decode(ReadOnlySpan<byte> name)
    {
        if (Utf8.IsValid(name))
            return Encoding.UTF8.GetString(name);
        var text = new StringBuilder(name.Length);
        while (!name.IsEmpty)
        {
            var whole = Rune.DecodeFromUtf8(name, out var rune, out var length) == OperationStatus.Done;
            if (whole)
                text.Append(rune);
            else
                text.Append((char)(Escape + name[0]));
            name = name[(whole ? length : 1)..];
        }

        return text.ToString();
    }

    public static byte[] Encode(string name)
    {
        if (!name.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return Encoding.UTF8.GetBytes(name);
        var encoded = new byte[Encoding.UTF8.GetMaxByteCount(name.Length)];
        var length = 0;
        for (var at = 0; at < name.Length;)
        {
            if (Rune.TryGetRuneAt(name, at, out var rune))
            {
                length += rune.EncodeToUtf8(encoded.AsSpan(length));
                at += rune.Utf16SequenceLength;
            }
            else
            {
                encoded[length++] = (byte)(name[at++] - Escape);
            }
        }

        return encoded[..length];
    }

    /// <summary>As JSON and messages can have it: what is not UTF-8 becomes U+FFFD.</summary>
    public static string Shown(string name) => Encoding.UTF8.GetString(Encode(name));
}

/// <summary>Passes a name to the kernel as <see cref="FileName"/> encodes it.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(Terminated))]
internal static unsafe class FileNameMarshaller
{
    public ref struct Terminated
    {
        private byte* _bytes;

        public void FromManaged(string name)
        {
            var encoded = FileName.Encode(name);
            if (encoded.AsSpan().Contains((byte)0))
                throw new LinuxException("open", FileName.Shown(name), Errno.Invalid);
            _bytes = (byte*)NativeMemory.Alloc((nuint)encoded.Length + 1);
            encoded.CopyTo(new Span<byte>(_bytes, encoded.Length));
            _bytes[encoded.Length] = 0;
        }

        public readonly byte* ToUnmanaged() => _bytes;

        public readonly void Free() => NativeMemory.Free(_bytes);
    }
}
