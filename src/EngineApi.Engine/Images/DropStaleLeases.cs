using EngineApi.Containerd;

namespace EngineApi.Engine.Images;

/// <summary>
/// At start-up, before anything is loaded: ends the leases a former run of this engine left when it died in the middle
/// of a load. Nobody else uses them, because a namespace belongs to one engine.
/// </summary>
public sealed class DropStaleLeases(ContainerdClient containerd)
{
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach (var lease in await containerd.Leases.ListAsync(cancellationToken: cancellationToken))
        {
            if (!lease.Labels.ContainsKey(ContentLease.PurposeLabel))
                continue;
            try
            {
                await containerd.Leases.DeleteAsync(lease.Id, sync: false, cancellationToken);
            }
            catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
            {
                // It expired meanwhile.
                continue;
            }
        }
    }
}
