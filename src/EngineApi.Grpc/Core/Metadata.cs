using System.Collections;

namespace Grpc.Core;

/// <summary>Headers or trailers of a call, in order; a key may occur more than once. Not safe for concurrent writers.</summary>
public sealed partial class Metadata : IList<Metadata.Entry>
{
    /// <summary>Keys with this ending carry bytes, which travel as base64.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>A shared instance without entries, which refuses to get any.</summary>
    public static readonly Metadata Empty = new(isReadOnly: true);

    private readonly List<Entry> _entries = [];

    public Metadata()
        : this(isReadOnly: false)
    {
    }

    private Metadata(bool isReadOnly) => IsReadOnly = isReadOnly;

    public int Count => _entries.Count;

    public bool IsReadOnly { get; }

    private List<Entry> Writable =>
        IsReadOnly ? throw new InvalidOperationException("The metadata is read only.") : _entries;

    public Entry this[int index]
    {
        get => _entries[index];
        set => Writable[index] = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The last entry of a key (compared without case), or null.</summary>
    public Entry? Get(string key) =>
        _entries.FindLast(entry => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text of the last entry of a key, or null.</summary>
    /// <exception cref="InvalidOperationException">The key is a binary one.</exception>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The bytes of the last entry of a key, or null.</summary>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>Every entry of a key, in order.</summary>
    public IEnumerable<Entry> GetAll(string key) =>
        _entries.Where(entry => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    public void Add(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Writable.Add(item);
    }

    public void Add(string key, string value) => Add(new Entry(key, value));

    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    public void Insert(int index, Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Writable.Insert(index, item);
    }

    public void RemoveAt(int index) => Writable.RemoveAt(index);

    public bool Remove(Entry item) => Writable.Remove(item);

    public void Clear() => Writable.Clear();

    public int IndexOf(Entry item) => _entries.IndexOf(item);

    public bool Contains(Entry item) => _entries.Contains(item);

    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
