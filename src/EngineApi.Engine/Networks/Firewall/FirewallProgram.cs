using System.ComponentModel;
using System.Diagnostics;

namespace EngineApi.Engine.Networks.Firewall;

/// <summary>Runs one of the programs of iptables, of either kind (legacy or nf_tables): their input and output are the same.</summary>
internal static class FirewallProgram
{
    /// <summary>Somebody else may hold the lock of the legacy tables; the program waits for it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <param name="input">For its standard input.</param>
    /// <param name="started">Gets its process id.</param>
    /// <returns>Its standard output.</returns>
    /// <exception cref="EngineException">It is not installed, fails, or takes too long.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input, Action<int>? started = null)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var process = Start(program, arguments);
        started?.Invoke(process.Id);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteAsync(process, input, limit.Token);
            var said = await error;
            var written = await output;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? written : throw Failed($"{program}: {said.Trim()}", null);
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw Failed($"{program} did not end within {Limit.TotalSeconds:0} s", e);
        }
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before it read everything; what it said tells why.
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Find(program), arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw Failed($"{program} cannot be run: {e.Message}", e);
        }
    }

    /// <summary>In PATH, or where it is when PATH is a user's.</summary>
    private static string Find(string program) => ((Environment.GetEnvironmentVariable("PATH") ?? "") + ":/usr/sbin:/sbin")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, program))
        .FirstOrDefault(File.Exists) ?? throw Failed($"{program} is not installed", null);

    private static EngineException Failed(string why, Exception? inner) =>
        new(ErrorKind.System, "the firewall cannot be programmed: " + why, inner);
}
