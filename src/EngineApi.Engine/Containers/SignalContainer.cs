using System.Globalization;
using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Events;

namespace EngineApi.Engine.Containers;

/// <summary>The part that kill, stop and a forced removal share: one signal to a container's first process.</summary>
public sealed class SignalContainer(ContainerdClient containerd, EventBus events)
{
    public const int SigKill = 9;

    /// <summary>dockerd's bound: how long the kernel, containerd and its event get to end what was killed.</summary>
    public static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);

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
