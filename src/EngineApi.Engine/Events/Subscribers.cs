using System.Collections.Immutable;

namespace EngineApi.Engine.Events;

/// <summary>Those who read the same. The caller of <see cref="Offer"/> sees to the order.</summary>
internal sealed class Subscribers<T> where T : class, IWeighed
{
    private ImmutableArray<Subscription<T>> _all = [];

    public int Count => _all.Length;

    public void Add(Subscription<T> subscription) => ImmutableInterlocked.Update(ref _all, static (all, one) => all.Add(one), subscription);

    public void Remove(Subscription<T> subscription) => ImmutableInterlocked.Update(ref _all, static (all, one) => all.Remove(one), subscription);

    public void Offer(T item)
    {
        foreach (var subscription in _all)
            subscription.Offer(item);
    }
}
