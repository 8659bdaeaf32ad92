using System.ComponentModel;
using System.Diagnostics;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>Versions of the programs underneath, asked of them once: they are shown, nothing depends on them.</summary>
public sealed class HostBinaries
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lazy<Task<BinaryVersion>> _runc = new(() => AskAsync("runc"));
    private readonly Lazy<Task<BinaryVersion>> _init = new(AskInitAsync);

    public Task<BinaryVersion> RuncAsync() => _runc.Value;

    /// <summary>What <c>--init</c> puts into a container; Debian's name for it is tini.</summary>
    public Task<BinaryVersion> InitAsync() => _init.Value;

    /// <summary>Reads <c>runc version 1.1.5</c> and <c>commit: …</c>, or <c>tini version 0.19.0 - git.…</c>.</summary>
    public static BinaryVersion Parse(string name, string output)
    {
        var version = "";
        var commit = "";
        foreach (var line in output.Split('\n'))
        {
            var at = line.IndexOf("version ", StringComparison.Ordinal);
            if (version.Length == 0 && at >= 0) version = line[(at + "version ".Length)..].Split(' ')[0].Trim();
            if (line.StartsWith("commit: ", StringComparison.Ordinal)) commit = line["commit: ".Length..].Trim();
            var git = line.IndexOf("git.", StringComparison.Ordinal);
            if (commit.Length == 0 && git >= 0) commit = line[(git + "git.".Length)..].Trim();
        }
        return new(name, version, commit);
    }

    private static async Task<BinaryVersion> AskInitAsync()
    {
        var own = await AskAsync("docker-init");
        return own.Version.Length > 0 ? own : await AskAsync("tini") with { Name = own.Name };
    }

    private static async Task<BinaryVersion> AskAsync(string name)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                var errors = process.StandardError.ReadToEndAsync(patience.Token);
                var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
                return Parse(name, output + await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                return new(name, "", "");
            }
        }
        catch (Win32Exception)
        {
            return new(name, "", ""); // not installed: shown as such
        }
    }
}

/// <param name="Version">Empty when the program is missing or says nothing.</param>
public sealed record BinaryVersion(string Name, string Version, string Commit);
