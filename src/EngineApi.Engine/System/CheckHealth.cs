using EngineApi.Containerd;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary><c>GET /healthz</c>: whether containerd answers, without which nothing else does.</summary>
public sealed class CheckHealth(ContainerdClient containerd)
{
    /// <summary>Shorter than what probes usually wait.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <exception cref="EngineException">Unavailable: it does not.</exception>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            await containerd.VersionAsync(deadline.Token);
        }
        catch (Exception error) when (error is ContainerdException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var reason = error is ContainerdException ? error.Message : $"nothing came within {Deadline.TotalSeconds} s";
            throw new EngineException(ErrorKind.Unavailable, $"containerd does not answer: {reason}", error);
        }
    }
}
