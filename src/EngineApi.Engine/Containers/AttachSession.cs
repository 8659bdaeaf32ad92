using System.IO.Pipelines;
using EngineApi.Engine.Stdio;

namespace EngineApi.Engine.Containers;

/// <summary>One client's connection to the streams of a container or an exec.</summary>
/// <param name="client">Its place at the streams.</param>
/// <param name="tty">See <see cref="Tty"/>.</param>
/// <param name="onDetached">Called when the client leaves while the output goes on.</param>
/// <param name="untilSettled">Awaited when the output has ended: clients inspect how it ended as soon as the connection closes.</param>
public sealed class AttachSession(StdioClient client, bool tty, Action onDetached, Func<Task> untilSettled)
{
    /// <summary>With a terminal the bytes are raw, else in stdcopy frames.</summary>
    public bool Tty { get; } = tty;

    /// <summary>Copies both ways until the output ends, the client detaches, or it is gone.</summary>
    /// <param name="input">What the client sends; null if it has nothing to send.</param>
    public async Task RunAsync(PipeReader? input, PipeWriter output, CancellationToken clientGone)
    {
        var incoming = input is null ? Task.CompletedTask : client.PumpInputAsync(input, clientGone);
        var end = await client.PumpAsync(output, clientGone);
        await incoming;
        if (end == StdioEnd.Detached && !clientGone.IsCancellationRequested)
            onDetached();
        if (end == StdioEnd.EndOfStream)
            await untilSettled().WaitAsync(clientGone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Gives the place up without having used it.</summary>
    public void Abandon() => client.Detach();
}
