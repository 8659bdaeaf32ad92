using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    // Header-Name = 1*( %x30-39 / %x61-7A / "_" / "-" / "." ), from grpc/doc/PROTOCOL-HTTP2.md.
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>One key with its text or, where the key ends in <see cref="BinaryHeaderSuffix"/>, its bytes. Immutable.</summary>
    public class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <exception cref="ArgumentException">The key is binary or has a character that a gRPC header must not have.</exception>
        public Entry(string key, string value)
        {
            Key = Normalise(key);
            if (IsBinary)
                throw new ArgumentException($"The value of {Key} must be bytes: its key ends in {BinaryHeaderSuffix}.", nameof(key));
            ArgumentNullException.ThrowIfNull(value);
            _text = value;
        }

        /// <exception cref="ArgumentException">The key is not binary or has a character that a gRPC header must not have.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            Key = Normalise(key);
            if (!IsBinary)
                throw new ArgumentException($"The value of {Key} must be text: its key does not end in {BinaryHeaderSuffix}.", nameof(key));
            ArgumentNullException.ThrowIfNull(valueBytes);
            _bytes = [.. valueBytes];
        }

        /// <summary>Always lower case.</summary>
        public string Key { get; }

        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <exception cref="InvalidOperationException">The entry carries bytes.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"The value of {Key} is bytes, not text.");

        /// <summary>A copy of the bytes; of a text, its UTF-8.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.UTF8.GetBytes(_text!) : [.. _bytes];

        public override string ToString() =>
            _bytes is null ? $"[Entry: key={Key}, value={_text}]" : $"[Entry: key={Key}, {_bytes.Length} bytes]";

        internal static bool IsValidKey(ReadOnlySpan<char> key)
        {
            foreach (var character in key)
            {
                if (!KeyCharacters.Contains(char.ToLowerInvariant(character)))
                    return false;
            }
            return key.Length > 0;
        }

        private static string Normalise(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            if (!IsValidKey(key))
                throw new ArgumentException($"\"{key}\" is no valid metadata key: letters, digits, '_', '-' and '.' are.", nameof(key));
            return key.ToLowerInvariant();
        }
    }
}
