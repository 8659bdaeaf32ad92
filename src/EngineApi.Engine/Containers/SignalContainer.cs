using System.Globalization;
using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Events;

namespace EngineApi.Engine.Containers;

/// <summary>The part that kill, stop and a forced removal share: one signal to a container's first process.</summary>
public sealed class SignalContainer(ContainerdClient containerd, ContainerPersistence persistence, EventBus events)
{
    public const int SigKill = 9;

    /// <summary>dockerd's bound: how long the kernel, containerd and its event get to end what was killed.</summary>
    public static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sends a signal that is meant to end it: whatever comes of it, its restart policy stands back. That is written down first, where
    /// there is a policy, or a daemon that died meanwhile would start it again. Call it from a transition in the container's mailbox.
    /// </summary>
    /// <returns>False if it does not run (any more).</returns>
    internal async Task<bool> EndAsync(Container container, int signal)
    {
        var current = container.Current;
        if (!current.IsRunning)
            return false;
        await StandBackAsync(container, stopped: true);
        return await SendAsync(container, signal);
    }

    /// <summary>Notes that its end is meant, or that it is not any more, for its restart policy. Call it from a transition in its mailbox.</summary>
    internal async Task StandBackAsync(Container container, bool stopped)
    {
        var current = container.Current;
        if (current.Lifecycle.ManuallyStopped == stopped)
            return;
        var lifecycle = current.Lifecycle with { ManuallyStopped = stopped };
        if (current.Settings.HostConfig.RestartPolicy.Name is not ("" or "no"))
            await persistence.TrySaveLifecycleAsync(container.Id, lifecycle);
        container.Swap(current with { Lifecycle = lifecycle });
    }

    /// <summary>
    /// Sends a signal. A paused container is resumed afterwards, or it would never see it. Call it from a transition in the
    /// container's mailbox.
    /// </summary>
    /// <param name="signal">A Linux signal number.</param>
    /// <returns>False if its process is gone already: the exit is on its way.</returns>
    internal async Task<bool> SendAsync(Container container, int signal)
    {
        var current = container.Current;
        var task = containerd.Tasks.Of(container.Id);
        try
        {
            await task.KillAsync((uint)signal, all: false, CancellationToken.None);
        }
        catch (ContainerdException e) when (e.Kind is ContainerdErrorKind.NotFound)
        {
            return false;
        }

        if (current.Status == ContainerStatus.Paused)
        {
            await ResumeAsync(task, signal);
            current = container.Swap(current with { Status = ContainerStatus.Running });
        }

        events.PublishContainer(current, "kill", ("signal", signal.ToString(CultureInfo.InvariantCulture)));
        return true;
    }

    /// <summary>
    /// SIGKILL may end a frozen process, or the runtime thaws what it kills: then there is nothing to resume, and the exit decides.
    /// </summary>
    private static async Task ResumeAsync(TaskHandle task, int signal)
    {
        try
        {
            await task.ResumeAsync(CancellationToken.None);
        }
        catch (ContainerdException e) when (!e.IsTransient)
        {
            if (signal == SigKill || await task.HasEndedAsync())
                return;
            throw;
        }
    }
}
