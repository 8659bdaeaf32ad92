using System.ComponentModel;
using System.Diagnostics;

namespace EngineApi.Engine.Containers;

/// <summary>The host's own <c>ps</c>: its columns are what clients of <c>top</c> expect.</summary>
internal static class HostProcesses
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Characters; more than this is not a list of processes.</summary>
    private const int MaxOutput = 16 << 20;

    /// <exception cref="EngineException">System: <c>ps</c> is missing, failed, or took longer than ten seconds.</exception>
    public static async Task<string> ListAsync(string arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("ps") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            start.ArgumentList.Add(argument);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        using var process = Begin(start);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(MaxOutput, deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(MaxOutput, deadline.Token) ?? throw TooMuch();
            var complaint = await errors ?? throw TooMuch();
            await process.WaitForExitAsync(deadline.Token);
            if (process.ExitCode != 0)
                throw new EngineException(ErrorKind.System, "ps: " + complaint.Trim());
            return output;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EngineException(ErrorKind.System, "ps: no answer within ten seconds");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static EngineException TooMuch() => new(ErrorKind.System, "ps: too much output");

    private static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new EngineException(ErrorKind.System, "ps cannot be run on the host: " + e.Message, e);
        }
    }
}
