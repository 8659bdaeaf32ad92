using EngineApi.Engine.Containers.Restart;
using EngineApi.Engine.Events;
using EngineApi.Wire;

namespace EngineApi.Engine.Containers;

/// <summary>
/// Asks a container to end and kills it when it does not in time (API: <c>ContainerStop</c>).
/// </summary>
/// <remarks>
/// 1. Signal it (its own stop signal, else SIGTERM). 2. Wait for the exit, outside the mailbox: the exit is a transition, too.
/// 3. Still there: SIGKILL, and wait again.
/// </remarks>
public sealed class StopContainer(ContainerTable containers, SignalContainer signals, CancelRestart restart, EventBus events, TimeProvider time)
{
    /// <summary>dockerd's default for Linux containers.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <param name="signal">Overrides the container's stop signal; null or empty for that one.</param>
    /// <param name="timeoutSeconds">Seconds before SIGKILL; negative waits for ever; null takes the container's, else 10.</param>
    /// <exception cref="EngineException">NotFound; NotModified if it does not run; InvalidParameter for an unknown signal.</exception>
    public async Task ExecuteAsync(string nameOrId, string? signal, int? timeoutSeconds, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        if (!container.Current.IsUp)
            throw EngineException.NotModified();
        await StopAsync(container, signal, timeoutSeconds, cancellationToken);
    }

    /// <summary>
    /// Returns when the container does not run any more, whether it had to be stopped or not. A caller that gives up stops waiting
    /// only: what it asked for, the kill after the timeout included, still happens.
    /// </summary>
    internal Task StopAsync(Container container, string? signal, int? timeoutSeconds, CancellationToken cancellationToken) =>
        StopWhateverHappensAsync(container, signal, timeoutSeconds).WaitAsync(cancellationToken);

    private async Task StopWhateverHappensAsync(Container container, string? signal, int? timeoutSeconds)
    {
        var config = container.Current.Settings.Config;
        var number = ParseSignal(string.IsNullOrEmpty(signal) ? config.StopSignal : signal);
        var seconds = timeoutSeconds ?? config.StopTimeout;
        var timeout = seconds switch
        {
            null => DefaultTimeout,
            < 0 => Timeout.InfiniteTimeSpan,
            _ => TimerRange.Clamp(TimeSpan.FromSeconds(seconds.Value)),
        };

        var exit = container.Exits.Next;
        if (await container.Mailbox.RunAsync(() => restart.ExecuteAsync(container), CancellationToken.None))
        {
            events.PublishContainer(container.Current, "stop");
            return;
        }

        if (!await SignalAsync(container, number))
            return;
        if (!await ExitsWithinAsync(exit, timeout))
        {
            await SignalAsync(container, SignalContainer.SigKill);
            if (!await ExitsWithinAsync(exit, SignalContainer.KillTimeout))
            {
                throw new EngineException(
                    ErrorKind.System, $"cannot stop container: {container.Id}: tried to kill container, but did not receive an exit event");
            }
        }

        events.PublishContainer(container.Current, "stop");
    }

    private async Task<bool> SignalAsync(Container container, int signal) =>
        await container.Mailbox.RunAsync(
            async () =>
            {
                var runs = container.Current.IsRunning;
                await signals.EndAsync(container, signal);
                return runs;
            },
            CancellationToken.None);

    private async Task<bool> ExitsWithinAsync(Task exit, TimeSpan timeout)
    {
        try
        {
            await exit.WaitAsync(timeout, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static int ParseSignal(string? signal)
    {
        if (string.IsNullOrEmpty(signal))
            return 15;
        return Signals.TryParse(signal, out var number)
            ? number
            : throw EngineException.InvalidParameter("invalid signal: " + signal);
    }
}
