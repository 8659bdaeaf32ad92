using EngineApi.Engine.Containers.Restart;
using EngineApi.Wire;

namespace EngineApi.Engine.Containers;

/// <summary>Sends a signal to a container's first process (API: <c>ContainerKill</c>).</summary>
public sealed class KillContainer(ContainerTable containers, SignalContainer signals, CancelRestart restart)
{
    /// <param name="signal">A name with or without SIG, or a number; null or empty means SIGKILL.</param>
    /// <exception cref="EngineException">NotFound; InvalidParameter for an unknown signal; Conflict if it does not run.</exception>
    public Task ExecuteAsync(string nameOrId, string? signal, CancellationToken cancellationToken)
    {
        var number = SignalContainer.SigKill;
        if (!string.IsNullOrEmpty(signal) && !Signals.TryParse(signal, out number))
            throw EngineException.InvalidParameter($"cannot kill container: {nameOrId}: invalid signal: {signal}");
        var container = containers.Find(nameOrId);
        return container.Mailbox.RunAsync(() => KillAsync(container, nameOrId, number), cancellationToken);
    }

    private async Task KillAsync(Container container, string nameOrId, int signal)
    {
        if (await restart.ExecuteAsync(container))
            return;
        if (!container.Current.IsRunning || !await SendAsync(container, signal))
            throw EngineException.Conflict($"cannot kill container: {nameOrId}: container {container.Id} is not running");
    }

    private Task<bool> SendAsync(Container container, int signal) =>
        MeansTheEnd(container.Current, signal) ? signals.EndAsync(container, signal) : signals.SendAsync(container, signal);

    /// <summary>As with dockerd: SIGKILL and the container's stop signal; any signal, if it has no stop signal of its own.</summary>
    private static bool MeansTheEnd(ContainerSnapshot container, int signal) =>
        signal == SignalContainer.SigKill
        || container.Settings.Config.StopSignal is not { Length: > 0 } stop
        || (Signals.TryParse(stop, out var number) && number == signal);
}
