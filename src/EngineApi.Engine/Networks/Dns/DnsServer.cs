using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using EngineApi.Linux.Processes;

namespace EngineApi.Engine.Networks.Dns;

/// <summary>
/// aardvark-dns: a process of its own, which goes on answering when this daemon ends. It reads a directory with a file for each
/// network, reads it again at SIGHUP, and ends when no file is left.
/// </summary>
public sealed class DnsServer(EngineOptions options)
{
    private const int HangUp = 1;
    private const string Name = "aardvark-dns";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);
    private static readonly string[] Homes = ["/usr/lib/podman", "/usr/libexec/podman", "/usr/local/libexec/podman", "/usr/bin", "/usr/local/bin"];

    /// <summary>Where its files are.</summary>
    public string Directory { get; } = Path.Combine(options.ExecRoot, "dns");

    /// <summary>Null if it is not installed.</summary>
    public static string? Program => Homes.Select(home => Path.Combine(home, Name)).FirstOrDefault(File.Exists);

    private string PidFile => Path.Combine(Directory, "aardvark.pid");

    /// <summary>Has it read its files again, or starts it. That it has read them, only its answers tell.</summary>
    /// <returns>True if it was started. It must not be told anything before it answers: it might end at the signal, or be started twice.</returns>
    /// <exception cref="EngineException">It is not installed, or does not start.</exception>
    public async Task<bool> ReloadAsync()
    {
        if (Signal())
            return false;
        var start = new ProcessStartInfo(Program ?? throw new EngineException(ErrorKind.System, Name + " is not installed"))
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var argument in new[] { "--config", Directory, "--port", "53", "run" })
            start.ArgumentList.Add(argument);
        using var deadline = new CancellationTokenSource(StartTimeout);
        try
        {
            using var process = Process.Start(start)!;
            // It goes on as a daemon, with none of our descriptors.
            var said = await process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            if (process.ExitCode != 0)
                throw new EngineException(ErrorKind.System, $"{Name} does not start: {said.Trim()}");
            return true;
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException)
        {
            throw new EngineException(ErrorKind.System, $"{Name} does not start: {e.Message}", e);
        }
    }

    /// <returns>False if it does not run.</returns>
    private bool Signal()
    {
        if (!File.Exists(PidFile) || !int.TryParse(File.ReadAllText(PidFile), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            return false;
        using var process = PidFd.Find(pid);
        // The number may be somebody else's by now.
        return process is { HasExited: false } && IsOurs(pid) && process.Signal(HangUp);
    }

    private bool IsOurs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(Directory);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
