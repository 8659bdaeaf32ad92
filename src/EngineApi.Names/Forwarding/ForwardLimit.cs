using System.Runtime.InteropServices;

namespace EngineApi.Names.Forwarding;

/// <summary>How many questions are forwarded at once: one container must not take the places of all.</summary>
internal sealed class ForwardLimit(int inAll, int forOne)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _under = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>Takes a place, without waiting for one.</summary>
    public bool TryEnter(string containerId)
    {
        lock (_gate)
        {
            ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(_under, containerId, out _);
            // A container that has no place is not kept in mind: there always is one for its first question, or none is left at all.
            if (_all >= inAll || own >= forOne)
            {
                if (own == 0)
                    _under.Remove(containerId);
                return false;
            }

            own++;
            _all++;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(string containerId)
    {
        lock (_gate)
        {
            _all--;
            if (--CollectionsMarshal.GetValueRefOrNullRef(_under, containerId) == 0)
                _under.Remove(containerId);
        }
    }
}
