using System.Diagnostics.CodeAnalysis;

namespace EngineApi.Engine.Images;

/// <summary>Keeps the last <paramref name="capacity"/> values added. For facts that never change, so losing one costs a read only.</summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity) where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, TValue> _values = [];
    private readonly Queue<TKey> _order = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_gate)
            return _values.TryGetValue(key, out value);
    }

    public void Add(TKey key, TValue value)
    {
        lock (_gate)
        {
            if (!_values.TryAdd(key, value))
                return;
            _order.Enqueue(key);
            if (_order.Count > capacity)
                _values.Remove(_order.Dequeue());
        }
    }

    public void Remove(TKey key)
    {
        lock (_gate)
            _values.Remove(key);
    }
}
