using EngineApi.Containerd;

namespace EngineApi.Engine.Images.Pull;

/// <summary>
/// The leases of pulls that were broken off: they keep what had come, so that the next pull of the same image goes on there, until
/// that one is done, the engine starts anew, or they expire.
/// </summary>
public sealed class PartialPulls(ContainerdClient containerd)
{
    private const int Most = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<string>> _leases = new(StringComparer.Ordinal);

    /// <returns>False when there are too many: the lease is to be ended.</returns>
    internal bool Add(string reference, string leaseId)
    {
        lock (_gate)
        {
            if (_leases.Values.Sum(leases => leases.Count) >= Most)
                return false;
            if (!_leases.TryGetValue(reference, out var known))
                _leases[reference] = known = [];
            known.Add(leaseId);
            return true;
        }
    }

    /// <summary>The image is here: nothing has to be kept for it any more.</summary>
    internal async Task EndAsync(string reference)
    {
        List<string>? leases;
        lock (_gate)
            _leases.Remove(reference, out leases);
        foreach (var lease in leases ?? [])
        {
            try
            {
                await containerd.Leases.DeleteAsync(lease);
            }
            catch (ContainerdException e) when (e.IsTransient || e.Kind == ContainerdErrorKind.NotFound)
            {
                // It has expired, or will.
                continue;
            }
        }
    }
}
