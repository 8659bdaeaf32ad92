using System.IO.Pipelines;
using EngineApi.Engine.Stdio;

namespace EngineApi.Engine.Containers;

/// <summary>One client's connection to the streams of a container or an exec.</summary>
public sealed class AttachSession(StdioClient client, bool tty, Action onDetached)
{
    /// <summary>With a terminal the bytes are raw, else in stdcopy frames.</summary>
    public bool Tty { get; } = tty;

    /// <summary>Copies both ways until the output ends, the client detaches, or it is gone.</summary>
    /// <param name="input">What the client sends; null if it has nothing to send.</param>
    /// <returns>How it ended.</returns>
    public async Task<StdioEnd> RunAsync(PipeReader? input, PipeWriter output, CancellationToken clientGone)
    {
        var incoming = input is null ? Task.CompletedTask : client.PumpInputAsync(input, clientGone);
        StdioEnd end;
        try
        {
            end = await client.PumpAsync(output, clientGone);
        }
        finally
        {
            await incoming;
        }

        if (end == StdioEnd.Detached && !clientGone.IsCancellationRequested)
            onDetached();
        return end;
    }

    /// <summary>Gives the place up without having used it.</summary>
    public void Abandon() => client.Detach();
}
